package dev.stator.server.assembly;

import dev.stator.base.Clock;
import dev.stator.base.Network;
import dev.stator.base.NetworkChannels;
import dev.stator.base.RandomSource;
import dev.stator.base.SerialExecutor;
import dev.stator.cluster.directory.Knowledge;
import dev.stator.cluster.formation.ClusterRecord;
import dev.stator.cluster.member.NodeInfo;
import dev.stator.cluster.rpc.NetworkRpc;
import dev.stator.cluster.rpc.Rpc;
import dev.stator.cluster.rpc.RpcOptions;
import dev.stator.server.core.RpcIntroductions;
import dev.stator.server.core.RpcIntroductions.Name;
import dev.stator.server.peer.Inquiry;
import dev.stator.server.peer.PeerLinks;
import dev.stator.server.peer.PeerNetwork;
import dev.stator.server.peer.PeerOptions;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node's connections to others: none for a node on its own. */
final class PeerEdge {
  private static final Logger LOG = LoggerFactory.getLogger(PeerEdge.class);

  private final NetworkChannels channels;
  private final NetworkRpc rpc;
  private final @Nullable PeerNetwork peers;

  private PeerEdge(NetworkChannels channels, NetworkRpc rpc, @Nullable PeerNetwork peers) {
    this.channels = channels;
    this.rpc = rpc;
    this.peers = peers;
  }

  static PeerEdge alone(String self, Clock clock, SerialExecutor executor, RandomSource random) {
    NetworkChannels channels = new NetworkChannels(new LoneNetwork(self));
    return new PeerEdge(channels, rpc(channels, clock, executor, random), null);
  }

  /** Listens, and connects to every node that comes to be known. */
  static PeerEdge listening(
      ClusterSettings settings,
      ClusterRecord record,
      Knowledge knowledge,
      Clock clock,
      SerialExecutor executor,
      RandomSource random,
      Closing closing,
      Consumer<Throwable> fatal)
      throws IOException {
    Links links = new Links();
    PeerNetwork peers =
        closing.add(
            PeerNetwork.start(
                settings.listenHost(),
                settings.peerPort(),
                new PeerNetwork.Settings(
                    settings.name(),
                    clusterName(record),
                    PeerOptions.DEFAULT,
                    random.fork(),
                    settings.tls()),
                links,
                fatal));
    NetworkChannels channels = new NetworkChannels(peers);
    NetworkRpc rpc = rpc(channels, clock, executor, random);
    links.rpc = rpc;
    PeerEdge edge = new PeerEdge(channels, rpc, peers);
    knowledge.nodes().onChange(edge::reach);
    knowledge
        .nodes()
        .onGone(node -> {
          peers.forget(node);
          rpc.forget(node);
        });
    return edge;
  }

  private static NetworkRpc rpc(
      NetworkChannels channels, Clock clock, SerialExecutor executor, RandomSource random) {
    return new NetworkRpc(
        channels.channel(NetworkChannels.RPC), clock, executor, random.fork(), RpcOptions.DEFAULT);
  }

  Network channel(int channel) {
    return channels.channel(channel);
  }

  Rpc rpc() {
    return rpc;
  }

  /** Takes leave of the nodes that call this one. */
  void leave(long withinNanos, Runnable done) {
    rpc.leave(withinNanos, done);
  }

  /** From now on only nodes of this cluster are listened to. */
  void joined(ClusterRecord record) {
    if (peers != null) {
      peers.joined(clusterName(record));
    }
  }

  private static String clusterName(ClusterRecord record) {
    return record.cluster() == 0 ? "" : Long.toHexString(record.cluster());
  }

  private void reach(NodeInfo node) {
    Address address = Address.of(node.peerAddress());
    if (address == null) {
      LOG.warn("Node {} has no address that can be used: {}", node.name(), node.peerAddress());
    } else if (peers != null) {
      peers.address(node.name(), address.host(), address.port());
    }
  }

  RpcIntroductions introductions() {
    return new RpcIntroductions(rpc, this::who);
  }

  private void who(String text, Consumer<Name> name) {
    Address address = Address.of(text);
    PeerNetwork network = peers;
    if (address == null || network == null) {
      name.accept(new Name.Nobody());
      return;
    }
    network.inquire(
        address.host(),
        address.port(),
        inquiry -> {
          switch (inquiry) {
            case Inquiry.Met met -> {
              boolean samename = met.hello().node().equals(network.self());
              if (samename && met.hello().era() != network.era()) {
                name.accept(new Name.Namesake());
              } else {
                network.address(met.hello().node(), address.host(), address.port());
                name.accept(new Name.Known(met.hello().node()));
              }
            }
            case Inquiry.NotMet _ -> name.accept(new Name.Nobody());
          }
        });
  }

  /** Tells calls of links; there are none to tell of before there are calls. */
  private static final class Links implements PeerLinks {
    private volatile @Nullable NetworkRpc rpc;

    @Override
    public void up(String node) {
      NetworkRpc calls = rpc;
      if (calls != null) {
        calls.linkUp(node);
      }
    }

    @Override
    public void down(String node) {
      NetworkRpc calls = rpc;
      if (calls != null) {
        calls.linkDown(node);
      }
    }
  }
}
