package dev.stator.server.peer;

/**
 * Who is at the other end.
 *
 * @param node the node's name
 * @param clusterId the cluster that it belongs to; empty while it belongs to none
 * @param era a random number of its process
 * @param inquiry true when only the answer is wanted, and no connection
 */
public record Hello(String node, String clusterId, long era, boolean inquiry) {
  private static final int TEXT_CHARS_MAX = 64;

  public Hello {
    if (!isName(node) || !(clusterId.isEmpty() || isName(clusterId))) {
      throw new IllegalArgumentException(
          "Names of nodes and clusters have 1 to 64 letters, digits, '-' or '_'");
    }
  }

  private static boolean isName(String text) {
    if (text.isEmpty() || text.length() > TEXT_CHARS_MAX) {
      return false;
    }
    return text.chars()
        .allMatch(c ->
            (c >= '0' && c <= '9')
                || (c >= 'A' && c <= 'Z')
                || (c >= 'a' && c <= 'z')
                || c == '-'
                || c == '_');
  }
}
