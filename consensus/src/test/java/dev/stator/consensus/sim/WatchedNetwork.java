package dev.stator.consensus.sim;

import dev.stator.base.Network;
import dev.stator.consensus.ReplicaName;
import dev.stator.consensus.core.Message;
import dev.stator.consensus.wire.Decoded;
import dev.stator.consensus.wire.MessageCodec1;

/** Sees every message that a node sends; and spoils some, when a bug is planted. */
record WatchedNetwork(Network real, Bug bug, SimCluster cluster) implements Network {
  @Override
  public String self() {
    return real.self();
  }

  @Override
  public void send(String to, byte[] bytes) {
    if (!(MessageCodec1.decode(bytes) instanceof Decoded.Valid valid)) {
      throw new Agreement.Violation("a member sends what is no message");
    }
    Message message = valid.message();
    if (message instanceof Message.AppendRequest append) {
      cluster.leads(append.from(), append.groupId(), append.term());
    }
    if (message instanceof Message.VoteResponse vote && vote.granted()) {
      cluster.voted(ReplicaName.nodeOf(vote.from()), to);
    }
    cluster.trace(to, message);
    if (bug == Bug.LEAD_WITHOUT_COPYING
        && message instanceof Message.VoteResponse vote
        && vote.granted()) {
      real.send(to, MessageCodec1.encode(new Message.VoteResponse(vote.header(), true, 0, 0)));
    } else {
      cluster.send(real, to, message, bytes);
    }
  }

  @Override
  public void receive(Receiver receiver) {
    real.receive((from, bytes) -> {
      if (!(MessageCodec1.decode(bytes) instanceof Decoded.Valid valid)) {
        receiver.message(from, bytes);
        return;
      }
      Message message = Forgery.spoiled(bug, valid.message());
      receiver.message(from, MessageCodec1.encode(message));
      for (Message forged : Forgery.added(bug, message, cluster)) {
        receiver.message(ReplicaName.nodeOf(forged.from()), MessageCodec1.encode(forged));
      }
    });
  }
}
