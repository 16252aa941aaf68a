package dev.stator.node.side;

import dev.stator.base.Bytes;
import dev.stator.cluster.change.Shard;
import dev.stator.cluster.wire.MalformedMessageException;
import dev.stator.cluster.wire.WireReader;
import dev.stator.cluster.wire.WireWriter;

/**
 * A shard of a stream as a side row, which has its stream and beginning in its key. Version 1,
 * {@code docs/formats/side-rows-1.md}.
 */
public final class ShardRow {
  private static final int VERSION = 1;
  private static final int STREAM_AT = 2 + Long.BYTES;

  private ShardRow() {}

  public static byte[] encode(Shard shard) {
    WireWriter out = new WireWriter(1 + 3 * Long.BYTES);
    out.u8(VERSION);
    out.i64(shard.beginMs()).i64(shard.endIndex()).i64(shard.endMs());
    return out.toBytes();
  }

  /**
   * @throws MalformedMessageException when these bytes are no shard of this version
   */
  public static Shard decode(byte[] key, byte[] row) {
    if (key.length != STREAM_AT + 2 * Long.BYTES) {
      throw new MalformedMessageException("a shard's row key of " + key.length + " bytes");
    }
    WireReader in = new WireReader(row);
    in.version("shard", VERSION);
    Shard shard =
        new Shard(
            Bytes.getLong(key, STREAM_AT),
            Bytes.getLong(key, STREAM_AT + Long.BYTES),
            in.i64(),
            in.longSize(),
            in.i64());
    in.end();
    return shard;
  }
}
