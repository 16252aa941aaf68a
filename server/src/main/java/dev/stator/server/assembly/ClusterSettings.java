package dev.stator.server.assembly;

import dev.stator.server.peer.PeerTls;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node's place among others.
 *
 * @param name unique in the cluster
 * @param zone the availability zone it stands in
 * @param listenHost where it listens for other nodes
 * @param peerPort and on which port
 * @param advertisedHost how other nodes reach it
 * @param join {@code host:port} of the nodes that form the cluster, or of some of its members
 * @param tls null for connections in the clear
 */
public record ClusterSettings(
    String name,
    String zone,
    String listenHost,
    int peerPort,
    String advertisedHost,
    List<String> join,
    @Nullable PeerTls tls) {
  public ClusterSettings {
    join = List.copyOf(join);
  }
}
