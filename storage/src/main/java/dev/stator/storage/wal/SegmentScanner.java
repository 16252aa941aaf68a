package dev.stator.storage.wal;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Walks over the records of one segment file in large reads. Used while a log is opened. */
final class SegmentScanner {
  private static final int WINDOW_BYTES = 4 << 20;

  private final RecordFormat1 format = new RecordFormat1();
  private final Segment segment;
  private final long limit;
  private ByteBuffer window = ByteBuffer.allocate(0);
  private long windowStart;

  /**
   * @param limit where the file ends, or where its records are known to end
   */
  SegmentScanner(Segment segment, long limit) {
    this.segment = segment;
    this.limit = limit;
  }

  /**
   * Visits whole records with the expected sequences, and stops at the first that is not one.
   *
   * @return where the records end and which sequence would come next
   */
  End scan(long firstSequence, Visitor visitor) throws IOException {
    long offset = SegmentHeader.BYTES;
    long sequence = firstSequence;
    while (offset < limit) {
      int at = load(offset, RecordFormat1.HEADER_BYTES);
      if (window.limit() - at >= RecordFormat1.HEADER_BYTES) {
        at = load(offset, plausibleBytes(at));
      }
      if (!format.valid(window, segment.seed(), at)
          || RecordFormat1.sequence(window, at) != sequence) {
        break;
      }
      visitor.record(window, at, offset);
      offset += RecordFormat1.paddedBytes(RecordFormat1.length(window, at));
      sequence++;
    }
    return new End(offset, sequence);
  }

  /** Where the record of a sequence begins, in a segment whose records are known to be whole. */
  long offsetOf(long sequence, long firstSequence) throws IOException {
    long offset = SegmentHeader.BYTES;
    for (long at = firstSequence; at < sequence; at++) {
      int in = load(offset, RecordFormat1.HEADER_BYTES);
      offset += RecordFormat1.paddedBytes(RecordFormat1.length(window, in));
    }
    return offset;
  }

  /**
   * Whether a mark behind {@code offset} says that the record of this sequence was durable once: if
   * so, a broken one is damage and no torn tail. What a former life of the file left there has
   * another seed and lower sequences.
   *
   * @param seeds which the file's records may have
   */
  boolean provesDurable(long offset, long sequence, long[] seeds) throws IOException {
    long at = (offset + RecordFormat1.ALIGNMENT - 1) & -RecordFormat1.ALIGNMENT;
    for (; at < limit; at += RecordFormat1.ALIGNMENT) {
      int in = load(at, RecordFormat1.recordBytes(0));
      if (window.limit() - in >= RecordFormat1.HEADER_BYTES
          && RecordFormat1.length(window, in) == RecordFormat1.HEADER_BYTES
          && RecordFormat1.type(window, in) == RecordFormat1.MARK
          && RecordFormat1.index(window, in) >= sequence
          && validWithOne(seeds, in)) {
        return true;
      }
    }
    return false;
  }

  private boolean validWithOne(long[] seeds, int in) {
    for (long seed : seeds) {
      if (format.valid(window, seed, in)) {
        return true;
      }
    }
    return false;
  }

  private int plausibleBytes(int at) {
    int length = RecordFormat1.length(window, at);
    boolean plausible =
        length >= RecordFormat1.HEADER_BYTES
            && length <= RecordFormat1.HEADER_BYTES + RecordFormat1.PAYLOAD_BYTES_MAX
            && length <= limit - windowStart - at;
    return plausible ? RecordFormat1.paddedBytes(length) : RecordFormat1.HEADER_BYTES;
  }

  /** Has {@code bytes} from {@code offset} on in the window, as far as there are any. */
  private int load(long offset, int bytes) throws IOException {
    long available = Math.min(bytes, limit - offset);
    if (offset < windowStart || offset + available > windowStart + window.limit()) {
      int size = (int) Math.min(Math.max(WINDOW_BYTES, bytes), limit - offset);
      if (window.capacity() < size) {
        window = ByteBuffer.allocate(size);
      }
      window.clear().limit(size);
      segment.file.read(window, offset);
      window.flip();
      windowStart = offset;
    }
    return (int) (offset - windowStart);
  }

  /** Takes a record that lies at {@code at} in the buffer and at {@code offset} in the file. */
  interface Visitor {
    void record(ByteBuffer in, int at, long offset);
  }

  /**
   * @param offset where the records end
   * @param nextSequence the sequence after that of the last record
   */
  record End(long offset, long nextSequence) {}
}
