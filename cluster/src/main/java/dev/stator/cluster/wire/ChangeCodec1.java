package dev.stator.cluster.wire;

import dev.stator.cluster.change.ChangePlace;
import dev.stator.cluster.change.ChangeRecord;

/**
 * A change record as the value of its row; its place is in the row's key. Version 1, {@code
 * docs/formats/side-rows-1.md}.
 */
public final class ChangeCodec1 {
  private static final int VERSION = 1;
  private static final int EXPIRED = 1;

  private ChangeCodec1() {}

  public static byte[] encode(ChangeRecord change) {
    WireWriter out = new WireWriter(change.bytes());
    out.u8(VERSION);
    out.u8(change.kind().code());
    out.u8(change.expired() ? EXPIRED : 0);
    out.i64(change.timestampMs());
    out.i64(change.indexId());
    out.bytes(change.rowKey());
    out.bytes(change.oldImage());
    out.bytes(change.newImage());
    return out.toBytes();
  }

  /**
   * The time of a change, without all the rest.
   *
   * @throws MalformedMessageException when these bytes are no change of this version
   */
  public static long timestampMs(byte[] value) {
    WireReader in = new WireReader(value);
    in.version("change", VERSION);
    in.u8();
    in.u8();
    return in.i64();
  }

  /**
   * @throws MalformedMessageException when these bytes are no change of this version
   */
  public static ChangeRecord decode(ChangePlace place, byte[] value) {
    WireReader in = new WireReader(value);
    in.version("change", VERSION);
    ChangeRecord.Kind kind;
    try {
      kind = ChangeRecord.Kind.of(in.u8());
    } catch (IllegalArgumentException unknown) {
      throw new MalformedMessageException(String.valueOf(unknown.getMessage()));
    }
    int flags = in.u8();
    if ((flags & ~EXPIRED) != 0) {
      throw new MalformedMessageException("a change with flags " + flags);
    }
    ChangeRecord change =
        new ChangeRecord(
            place,
            kind,
            flags == EXPIRED,
            in.i64(),
            in.i64(),
            in.bytes(),
            in.bytesOrNull(),
            in.bytesOrNull());
    in.end();
    return change;
  }
}
