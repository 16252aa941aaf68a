package dev.stator.node.meta;

import dev.stator.consensus.MembershipCodec1;
import dev.stator.consensus.RebuildPoint;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How far the rebuilding of a partition's rows has come. Version 1, {@code
 * docs/formats/meta-rows-1.md}.
 *
 * @param point from where the log is replayed when all rows are there: at first where it begins,
 *     later the last entry that was replayed on the rows that were there
 * @param resumeKey the last row key that was copied, or empty; rows after it may be anything
 * @param highestIndex the highest index whose effects may be in a copied row; at least the point's
 * @param counts what the source counted when the first rows were read, at an index not below the
 *     point's: changes up to there are in them. Null before that
 * @param copied true when all rows are there and only the log is missing
 */
public record RebuildMark(
    RebuildPoint point,
    byte[] resumeKey,
    long highestIndex,
    @Nullable Position counts,
    boolean copied) {
  private static final byte VERSION = 1;
  private static final byte COUNTED = 1;
  private static final byte COPIED = 2;

  public RebuildMark {
    if (highestIndex < point.index() || (counts != null && counts.index() < point.index())) {
      throw new IllegalArgumentException("rows were read before " + point.index());
    }
    if (copied && counts == null) {
      throw new IllegalArgumentException("rows were copied and not counted");
    }
  }

  /** Nothing is copied yet. */
  public static RebuildMark begun(RebuildPoint point) {
    return new RebuildMark(point, new byte[0], point.index(), null, false);
  }

  /** Rows up to {@code lastKey} are there. */
  public RebuildMark through(byte[] lastKey, long highest, Position counted) {
    return new RebuildMark(
        point, lastKey, Math.max(highest, highestIndex), counts == null ? counted : counts, false);
  }

  /**
   * What was copied has everything up to a later point: the log is needed from there on only.
   *
   * @param counted what is counted at that point, or later; without meaning when nothing is yet
   */
  public RebuildMark forward(RebuildPoint later, Position counted) {
    return new RebuildMark(
        later,
        resumeKey,
        Math.max(later.index(), highestIndex),
        counts == null
            ? null
            : new Position(
                Math.max(later.index(), counts.index()), counted.items(), counted.bytes()),
        copied);
  }

  /** Whether a row is among those that were copied. */
  public boolean reaches(byte[] key) {
    return copied || Arrays.compareUnsigned(key, resumeKey) <= 0;
  }

  /** All rows are there. */
  public RebuildMark complete() {
    return new RebuildMark(point, resumeKey, highestIndex, counts, true);
  }

  public byte[] encode() {
    byte[] membership = MembershipCodec1.encode(point.membership());
    ByteBuffer out =
        ByteBuffer.allocate(
            2
                + 3 * Long.BYTES
                + Position.BYTES
                + Integer.BYTES
                + resumeKey.length
                + membership.length);
    out.put(VERSION).put((byte) ((counts == null ? 0 : COUNTED) | (copied ? COPIED : 0)));
    out.putLong(point.index()).putLong(point.term()).putLong(highestIndex);
    (counts == null ? Position.NOTHING : counts).put(out);
    out.putInt(resumeKey.length).put(resumeKey).put(membership);
    return out.array();
  }

  /**
   * @throws IllegalStateException when these bytes are no mark of this version
   */
  public static RebuildMark decode(byte[] stored) {
    ByteBuffer in = ByteBuffer.wrap(stored);
    try {
      byte version = in.get();
      if (version != VERSION) {
        throw malformed("version " + version, null);
      }
      byte flags = in.get();
      if ((flags & ~(COUNTED | COPIED)) != 0) {
        throw malformed("flags " + flags, null);
      }
      long index = in.getLong();
      long term = in.getLong();
      long highest = in.getLong();
      Position counts = Position.get(in);
      byte[] resumeKey = bytes(in, in.getInt());
      byte[] membership = bytes(in, in.remaining());
      return new RebuildMark(
          new RebuildPoint(index, term, MembershipCodec1.decode(membership)),
          resumeKey,
          highest,
          (flags & COUNTED) == 0 ? null : counts,
          (flags & COPIED) != 0);
    } catch (BufferUnderflowException | IllegalArgumentException wrong) {
      throw malformed("no sense", wrong);
    }
  }

  private static byte[] bytes(ByteBuffer in, int length) {
    if (length < 0 || length > in.remaining()) {
      throw malformed("length " + length, null);
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  private static IllegalStateException malformed(String what, @Nullable Throwable cause) {
    return new IllegalStateException(
        "The mark of a partition that is being rebuilt has "
            + what
            + ": it was written by a newer Stator, or this is a bug.",
        cause);
  }
}
