package dev.stator.router.stream;

import dev.stator.cluster.change.ChangePlace;
import dev.stator.model.ApiException;
import dev.stator.model.key.Xxh64;
import dev.stator.router.stream.ShardIds.ShardId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * An iterator: where in a shard to go on. It is all that is known of a reader, opaque to clients
 * and no secret: a forged one can only begin to read elsewhere in what its sender may read anyway.
 * Its form is in docs/formats/shard-iterator-1.md.
 *
 * @param streamArn as the reader gave it
 * @param after the next record comes after this place
 * @param ended whether the shard was known to be closed when this iterator was made
 * @param createdMs wall time, from which on its age counts
 */
record ShardIterator(
    String streamArn, ShardId shard, ChangePlace after, boolean ended, long createdMs) {
  /** How old one may get. Source: the API reference of GetShardIterator. */
  static final long AGE_MS_MAX = 15 * 60_000L;

  private static final String SEPARATOR = "|";
  private static final byte VERSION = 1;
  private static final int BYTES = 1 + 3 * 8 + 8 + 2 + 1 + 8;
  private static final int HASH_BYTES = 8;

  String write() {
    ByteBuffer out = ByteBuffer.allocate(BYTES + HASH_BYTES);
    out.put(VERSION);
    out.putLong(shard.partition()).putLong(shard.beginMs()).putLong(shard.beginIndex());
    out.putLong(after.index()).putShort((short) after.position());
    out.put((byte) (ended ? 1 : 0)).putLong(createdMs);
    out.putLong(hash(streamArn, out.array()));
    return streamArn
        + SEPARATOR
        + VERSION
        + SEPARATOR
        + Base64.getEncoder().encodeToString(out.array());
  }

  /**
   * @throws ApiException ValidationException when the text is no iterator
   */
  static ShardIterator read(String text) {
    int at = text.lastIndexOf(SEPARATOR);
    String head = SEPARATOR + VERSION;
    if (at < 0 || !text.startsWith(head, at - head.length())) {
      throw invalid();
    }
    String arn = text.substring(0, at - head.length());
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text.substring(at + 1));
    } catch (IllegalArgumentException noBase64) {
      throw invalid();
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (bytes.length != BYTES + HASH_BYTES
        || in.getLong(BYTES) != hash(arn, bytes)
        || in.get() != VERSION) {
      throw invalid();
    }
    long partition = in.getLong();
    ShardId shard = new ShardId(partition, in.getLong(), in.getLong());
    long index = in.getLong();
    int position = in.getShort() & 0xFFFF;
    int ended = in.get();
    long createdMs = in.getLong();
    if (index < 0) {
      throw invalid();
    }
    return new ShardIterator(arn, shard, new ChangePlace(index, position), ended == 1, createdMs);
  }

  private static long hash(String arn, byte[] token) {
    byte[] name = arn.getBytes(StandardCharsets.UTF_8);
    ByteBuffer all = ByteBuffer.allocate(BYTES + name.length);
    all.put(token, 0, BYTES).put(name);
    return Xxh64.hash(all.array(), 0, all.capacity());
  }

  boolean expired(long nowMs) {
    return nowMs - createdMs > AGE_MS_MAX;
  }

  private static ApiException invalid() {
    return ApiException.validation("Invalid ShardIterator");
  }
}
