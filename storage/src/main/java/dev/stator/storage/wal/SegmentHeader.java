package dev.stator.storage.wal;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The first 64 bytes of a segment file. They keep their layout in every format version, so that an
 * older Stator can tell a newer format from damage.
 *
 * @param version format of the segment
 * @param number number of this segment, also in its file name
 * @param previousNumber number of the segment before it, 0 when there was none
 * @param previousEnd where the records of the segment before it end; all of them were durable
 *     before this header was written
 * @param firstSequence sequence of the first record
 * @param salt part of what record checksums begin with, so that nobody who chooses payloads can
 *     imitate records; 0 in format 1
 */
record SegmentHeader(
    int version, int number, int previousNumber, long previousEnd, long firstSequence, int salt) {
  static final int BYTES = 64;

  /** What is written. Format 1 is read: it is the same with a salt of 0. */
  static final int VERSION = 2;

  private static final long MAGIC = 0x53544154_4f52574cL; // "STATORWL"
  private static final int SALT_AT = 48;
  private static final int SALT_COPY_AT = 52;
  private static final int CRC_AT = 60;

  void write(ByteBuffer out) {
    int start = out.position();
    out.putLong(MAGIC).putInt(version).putInt(BYTES);
    out.putLong(number).putLong(previousNumber).putLong(previousEnd).putLong(firstSequence);
    out.putInt(salt).putInt(salt).putInt(0);
    out.putInt(checksum(out, start));
  }

  /** The header at the buffer's start, or null when there is none that is whole. */
  static @Nullable SegmentHeader read(ByteBuffer in) {
    if (in.limit() < BYTES || in.getLong(0) != MAGIC || in.getInt(CRC_AT) != checksum(in, 0)) {
      return null;
    }
    return new SegmentHeader(
        in.getInt(8),
        (int) in.getLong(16),
        (int) in.getLong(24),
        in.getLong(32),
        in.getLong(40),
        in.getInt(SALT_AT));
  }

  /** What the salt may be, of a header that is not whole. It is there twice for this. */
  static Set<Integer> possibleSalts(ByteBuffer in) {
    return in.limit() < BYTES
        ? Set.of()
        : new TreeSet<>(List.of(in.getInt(SALT_AT), in.getInt(SALT_COPY_AT)));
  }

  private static int checksum(ByteBuffer bytes, int start) {
    CRC32C crc = new CRC32C();
    byte[] covered = new byte[CRC_AT];
    bytes.get(start, covered);
    crc.update(covered);
    return (int) crc.getValue();
  }
}
