package dev.stator.cluster.rpc;

/**
 * Limits of a node's calls. Each holds for one other node, in one direction; a slow node does not
 * use up what calls to another one need.
 *
 * @param callsMax calls that wait for an answer
 * @param callBytesMax bytes of their requests
 * @param servedMax calls of another node that are being carried out, however long that takes
 * @param servedBytesMax bytes of their requests
 * @param messageBytesMax the largest request or response; what the network carries less 64 bytes
 * @param nodesMax nodes that may be called or may call
 */
public record RpcOptions(
    int callsMax,
    long callBytesMax,
    int servedMax,
    long servedBytesMax,
    int messageBytesMax,
    int nodesMax) {
  /**
   * For the default frames between nodes: 16 MiB each, see {@code docs/formats/peer-frames-1.md}.
   */
  public static final RpcOptions DEFAULT =
      new RpcOptions(4096, 32L << 20, 4096, 32L << 20, (16 << 20) - 1024, 1024);

  public RpcOptions {
    if (callsMax < 1 || servedMax < 1 || messageBytesMax < 1 || nodesMax < 1) {
      throw new IllegalArgumentException("limits are positive");
    }
    if (callBytesMax < messageBytesMax || servedBytesMax < messageBytesMax) {
      throw new IllegalArgumentException("the largest message fits into the limits");
    }
  }
}
