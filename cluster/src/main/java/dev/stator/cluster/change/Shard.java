package dev.stator.cluster.change;

/**
 * A part of a stream: the changes of one partition over some time. Those after its beginning, up to
 * its end.
 *
 * @param streamId of the stream, see {@code PartitionTraits.Stream}
 * @param beginIndex log index of the entry that began it
 * @param beginMs when, in ms since 1970
 * @param endIndex log index of the last entry that is in it; 0 while it is open
 * @param endMs when it ended; 0 while it is open
 */
public record Shard(long streamId, long beginIndex, long beginMs, long endIndex, long endMs) {
  public boolean open() {
    return endIndex == 0;
  }
}
