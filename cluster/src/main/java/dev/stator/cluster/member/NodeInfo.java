package dev.stator.cluster.member;

/**
 * A node of the cluster, as it registered.
 *
 * @param name unique in the cluster; letters, digits, {@code -} and {@code _}
 * @param zone the availability zone that it stands in
 * @param peerAddress {@code host:port} at which other nodes reach it
 * @param apiAddress {@code host:port} at which clients reach it
 */
public record NodeInfo(String name, String zone, String peerAddress, String apiAddress) {
  public NodeInfo {
    if (!name.matches("[A-Za-z0-9_-]{1,64}")) {
      throw new IllegalArgumentException(
          "A node's name has 1 to 64 letters, digits, '-' or '_', unlike '" + name + "'");
    }
    if (!zone.matches("[A-Za-z0-9_-]{1,64}")) {
      throw new IllegalArgumentException(
          "A zone's name has 1 to 64 letters, digits, '-' or '_', unlike '" + zone + "'");
    }
  }
}
