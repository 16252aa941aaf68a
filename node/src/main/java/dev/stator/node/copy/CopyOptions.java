package dev.stator.node.copy;

import dev.stator.base.Check;

/**
 * Limits of the copying of rows between nodes.
 *
 * @param chunkBytes rows asked for at a time, in bytes of keys and values
 * @param runBytes rows that are gathered before the store takes them in; one run at a time for each
 *     rebuild, in memory only when the store is
 * @param rebuildsMax how many replicas of this node are rebuilt at the same time; more wait
 * @param bytesPerSecond how fast this node takes in rows, all rebuilds together
 * @param readLanes how many chunks this node reads for others at the same time
 * @param readsWaitingMax how many more may wait for that
 */
public record CopyOptions(
    int chunkBytes,
    long runBytes,
    int rebuildsMax,
    long bytesPerSecond,
    int readLanes,
    int readsWaitingMax) {
  public static final CopyOptions DEFAULT =
      new CopyOptions(1 << 20, 32L << 20, 4, 64L << 20, 1, 64);

  public CopyOptions {
    Check.that(
        chunkBytes >= 1 && chunkBytes <= CopyRequest.BYTES_MAX, "a chunk is 1 byte to 2 MiB");
    Check.that(runBytes >= chunkBytes, "a run holds at least a chunk");
    Check.that(rebuildsMax >= 1, "one replica at least is rebuilt at a time");
    Check.that(bytesPerSecond >= 1024, "a rebuild gets on by at least 1 KiB/s");
    Check.that(readLanes >= 1 && readsWaitingMax >= readLanes, "chunks can be read");
  }

  public CopyOptions withBytesPerSecond(long bytes) {
    return new CopyOptions(chunkBytes, runBytes, rebuildsMax, bytes, readLanes, readsWaitingMax);
  }

  public CopyOptions withSizes(int newChunkBytes, long newRunBytes) {
    return new CopyOptions(
        newChunkBytes, newRunBytes, rebuildsMax, bytesPerSecond, readLanes, readsWaitingMax);
  }
}
