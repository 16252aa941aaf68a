package dev.stator.storage.wal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Records of a segment, formats 1 and 2. Big-endian; see {@code docs/formats/wal-2.md}.
 *
 * <pre>
 * 0  u32 CRC32C over the segment's seed (u64) and all that follows, padding too
 * 4  u32 length of the record without padding
 * 8  u64 sequence, one more than that of the record before
 * 16 u64 group
 * 24 u64 index
 * 32 u64 term
 * 40 u8  type
 * 41 u8  kind
 * 42 ... payload, then zero bytes up to a multiple of 8
 * </pre>
 *
 * <p>Not safe for several threads: it keeps a checksum.
 */
final class RecordFormat1 {
  static final int HEADER_BYTES = 42;
  static final int ALIGNMENT = 8;

  /** Longest payload a record may have. */
  static final int PAYLOAD_BYTES_MAX = 256 << 20;

  static final byte ENTRY = 1;
  static final byte HARD_STATE = 2;
  static final byte TRIM = 3;
  static final byte RESET = 4;
  static final byte DROP = 5;

  /** Says up to which sequence everything was durable when it was written. */
  static final byte MARK = 6;

  static final byte[] NO_PAYLOAD = new byte[0];

  private final CRC32C crc = new CRC32C();
  private final ByteBuffer seedBytes = ByteBuffer.allocate(8);

  /** Bytes that a record with this much payload takes in the file. */
  static int recordBytes(int payloadBytes) {
    return paddedBytes(HEADER_BYTES + payloadBytes);
  }

  static int paddedBytes(int length) {
    return (length + ALIGNMENT - 1) & -ALIGNMENT;
  }

  /**
   * Writes one record at the buffer's position.
   *
   * @param seed of the {@link Segment}, so that no other bytes are taken for its records
   */
  void write(
      ByteBuffer out,
      long seed,
      long sequence,
      byte type,
      byte kind,
      long group,
      long index,
      long term,
      byte[] payload) {
    int start = out.position();
    int length = HEADER_BYTES + payload.length;
    out.position(start + 4);
    out.putInt(length).putLong(sequence).putLong(group).putLong(index).putLong(term);
    out.put(type).put(kind).put(payload);
    int end = start + paddedBytes(length);
    while (out.position() < end) {
      out.put((byte) 0);
    }
    out.putInt(start, checksum(out, seed, start + 4, end));
  }

  /** Whether a whole record with a matching checksum lies at {@code at}. */
  boolean valid(ByteBuffer in, long seed, int at) {
    if (in.limit() - at < HEADER_BYTES) {
      return false;
    }
    int length = in.getInt(at + 4);
    if (length < HEADER_BYTES || length > HEADER_BYTES + PAYLOAD_BYTES_MAX) {
      return false;
    }
    int padded = paddedBytes(length);
    return padded <= in.limit() - at && in.getInt(at) == checksum(in, seed, at + 4, at + padded);
  }

  static int length(ByteBuffer in, int at) {
    return in.getInt(at + 4);
  }

  static long sequence(ByteBuffer in, int at) {
    return in.getLong(at + 8);
  }

  static long group(ByteBuffer in, int at) {
    return in.getLong(at + 16);
  }

  static long index(ByteBuffer in, int at) {
    return in.getLong(at + 24);
  }

  static long term(ByteBuffer in, int at) {
    return in.getLong(at + 32);
  }

  static byte type(ByteBuffer in, int at) {
    return in.get(at + 40);
  }

  static byte kind(ByteBuffer in, int at) {
    return in.get(at + 41);
  }

  static byte[] payload(ByteBuffer in, int at) {
    byte[] payload = new byte[length(in, at) - HEADER_BYTES];
    in.get(at + HEADER_BYTES, payload);
    return payload;
  }

  private int checksum(ByteBuffer bytes, long seed, int from, int to) {
    int position = bytes.position();
    int limit = bytes.limit();
    crc.reset();
    crc.update(seedBytes.putLong(0, seed).array());
    bytes.limit(to).position(from);
    crc.update(bytes);
    bytes.limit(limit).position(position);
    return (int) crc.getValue();
  }
}
