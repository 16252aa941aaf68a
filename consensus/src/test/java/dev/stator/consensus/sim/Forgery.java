package dev.stator.consensus.sim;

import dev.stator.consensus.Membership;
import dev.stator.consensus.Membership.Member;
import dev.stator.consensus.core.Message;
import dev.stator.consensus.core.Message.Header;
import java.util.ArrayList;
import java.util.List;

/** What a planted bug would make of the messages that a member gets. */
final class Forgery {
  private Forgery() {}

  static Message spoiled(Bug bug, Message message) {
    return bug == Bug.LOG_REPLICA_WITHOUT_NEEDED_LOG
            && message instanceof Message.AppendRequest append
        ? new Message.AppendRequest(
            append.header(),
            append.prevIndex(),
            append.prevTerm(),
            append.commitIndex(),
            append.commitIndex(),
            append.sentNanos(),
            append.entries())
        : message;
  }

  /**
   * The same answer from each voter of the former membership that the newest one has not: as if the
   * former one were not asked.
   */
  static List<Message> added(Bug bug, Message message, SimCluster cluster) {
    boolean commits =
        bug == Bug.COMMIT_WITH_NEW_QUORUM_ONLY || bug == Bug.REPLACE_WITHOUT_COMMON_QUORUM;
    boolean elects = bug == Bug.REPLACE_WITHOUT_COMMON_QUORUM;
    List<Message> added = new ArrayList<>();
    for (String name : commits ? formerVoters(message, cluster) : List.<String>of()) {
      Header header = new Header(message.groupId(), message.term(), name, message.to());
      switch (message) {
        case Message.AppendAccepted yes ->
            added.add(
                new Message.AppendAccepted(
                    header,
                    yes.matchIndex(),
                    yes.firstIndex(),
                    yes.durableIndex(),
                    yes.complete(),
                    yes.full(),
                    yes.sentNanos()));
        case Message.PreVoteResponse yes when elects && yes.granted() ->
            added.add(new Message.PreVoteResponse(header, true));
        case Message.VoteResponse yes when elects && yes.granted() ->
            added.add(new Message.VoteResponse(header, true, 0, 0));
        default -> {}
      }
    }
    return added;
  }

  private static List<String> formerVoters(Message message, SimCluster cluster) {
    Replica replica = cluster.replica(message.groupId(), message.to());
    if (replica == null) {
      return List.of();
    }
    Membership newest = replica.group().membership();
    List<String> names = new ArrayList<>();
    for (Member voter : replica.membership().voters()) {
      if (!newest.votes(voter.name())) {
        names.add(voter.name());
      }
    }
    return names;
  }
}
