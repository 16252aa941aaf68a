package dev.stator.storage.wal;

import dev.stator.base.Check;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts records at the end of the active segment through one buffer, and counts sequences. Used by
 * the writer alone.
 */
final class SegmentAppender {
  private static final int BUFFER_BYTES = 1 << 20;

  private final RecordFormat1 format = new RecordFormat1();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private @Nullable Segment segment;
  private long nextSequence;
  private long durableSequence;

  SegmentAppender(@Nullable Segment last, long nextSequence) {
    this.segment = last;
    this.nextSequence = nextSequence;
    this.durableSequence = nextSequence - 1;
  }

  /** The active segment; null before the first one. */
  @Nullable Segment segment() {
    return segment;
  }

  /** Where the next record goes. */
  long place() {
    Segment active = active();
    return EntryIndex.place(active.number, active.end + buffer.position());
  }

  /** Takes note that the active segment has more than its beginning. */
  void hasRecords() {
    active().hasRecords = true;
  }

  /** Tells the store when the active segment has outgrown its file. */
  void grown(SegmentStore store) {
    store.grown(active());
  }

  /** Goes on in a new segment. Everything before must be durable. */
  void begin(Segment next) {
    Check.that(
        buffer.position() == 0 && durableSequence == nextSequence - 1,
        "a segment begins after the one before it is durable");
    new SegmentHeader(
            SegmentHeader.VERSION,
            next.number,
            segment == null ? 0 : segment.number,
            segment == null ? 0 : segment.end,
            nextSequence,
            next.salt)
        .write(buffer);
    segment = next;
    segment.end = 0;
  }

  void mark() throws IOException {
    record(RecordFormat1.MARK, (byte) 0, 0, durableSequence, 0, RecordFormat1.NO_PAYLOAD);
  }

  void hardState(long group, HardState state, byte[] votedFor) throws IOException {
    record(RecordFormat1.HARD_STATE, (byte) 0, group, state.commitIndex(), state.term(), votedFor);
  }

  void entries(long group, List<LogEntry> entries) throws IOException {
    for (LogEntry entry : entries) {
      record(
          RecordFormat1.ENTRY, entry.kind(), group, entry.index(), entry.term(), entry.payload());
    }
  }

  void record(byte type, byte kind, long group, long index, long term, byte[] payload)
      throws IOException {
    long seed = active().seed();
    int bytes = RecordFormat1.recordBytes(payload.length);
    if (bytes > buffer.remaining()) {
      flush();
    }
    if (bytes <= buffer.capacity()) {
      format.write(buffer, seed, nextSequence++, type, kind, group, index, term, payload);
      return;
    }
    ByteBuffer big = ByteBuffer.allocate(bytes);
    format.write(big, seed, nextSequence++, type, kind, group, index, term, payload);
    write(big);
  }

  /** Hands what is buffered to the file. */
  void flush() throws IOException {
    if (buffer.position() > 0) {
      write(buffer);
      buffer.clear();
    }
  }

  /** Makes everything written so far durable. */
  void sync() throws IOException {
    flush();
    active().file.sync();
    durableSequence = nextSequence - 1;
  }

  /** As {@link #sync}, when there is anything that is not durable. */
  void syncRest() throws IOException {
    if (segment != null && durableSequence < nextSequence - 1) {
      sync();
    }
  }

  private Segment active() {
    if (segment == null) {
      throw new IllegalStateException("Nothing is written before a segment has begun.");
    }
    return segment;
  }

  private void write(ByteBuffer source) throws IOException {
    source.flip();
    int bytes = source.remaining();
    Segment active = active();
    active.file.write(source, active.end);
    active.end += bytes;
  }
}
