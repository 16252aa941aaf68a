package dev.stator.router.stream;

import dev.stator.cluster.change.Shard;
import org.jspecify.annotations.Nullable;

/**
 * Ids of shards: {@code shardId-}, when the shard began in ms since 1970 (20 digits), its partition
 * and the log index of its beginning (16 hexadecimal digits each). So parents come before children
 * in the order of ids, as readers of the service rely on. 62 characters, of the 65 that there may
 * be.
 */
final class ShardIds {
  private static final String PREFIX = "shardId-";
  private static final int TIME_DIGITS = 20;
  private static final int HEX_DIGITS = 16;
  private static final int TIME_AT = PREFIX.length();
  private static final int PARTITION_AT = TIME_AT + TIME_DIGITS + 1;
  private static final int INDEX_AT = PARTITION_AT + HEX_DIGITS + 1;
  private static final int LENGTH = INDEX_AT + HEX_DIGITS;

  private ShardIds() {}

  /** What an id says. */
  record ShardId(long partition, long beginMs, long beginIndex) {
    @Override
    public String toString() {
      return "%s%020d-%016x-%016x".formatted(PREFIX, beginMs, partition, beginIndex);
    }
  }

  static ShardId of(long partition, Shard shard) {
    return new ShardId(partition, shard.beginMs(), shard.beginIndex());
  }

  /** What an id says, or null when it is none. */
  static @Nullable ShardId parse(String text) {
    if (text.length() != LENGTH || !text.startsWith(PREFIX)) {
      return null;
    }
    try {
      ShardId id =
          new ShardId(
              Long.parseLong(text, PARTITION_AT, INDEX_AT - 1, 16),
              Long.parseLong(text, TIME_AT, PARTITION_AT - 1, 10),
              Long.parseLong(text, INDEX_AT, LENGTH, 16));
      return id.toString().equals(text) ? id : null;
    } catch (NumberFormatException none) {
      return null;
    }
  }
}
