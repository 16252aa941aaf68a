package dev.stator.storage.wal;

import dev.stator.base.Disk;
import dev.stator.storage.format.NewerFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Brings a log back from its files.
 *
 * <p>What is a torn tail and what is damage? A segment's header says where the one before it ends,
 * and is written only after all of that is durable. So in every segment but the last each record
 * must be whole. In the last one, marks (one at the head of each batch, one when the writer falls
 * idle) say up to which sequence everything was durable: a broken record that a later mark covers
 * is damage. Any other was never acknowledged; it and all behind it is cut off. The log never
 * writes behind a cut: it goes on in a new segment, under a number never used before.
 *
 * <p>A file may have been another segment before, and still hold that one's records behind its own,
 * or instead of them. They are none: their checksums began with another seed, and all of their
 * sequences are lower.
 */
final class LogRecovery {
  private static final int COPY_BYTES = 1 << 20;

  private final Disk disk;
  private final String folder;
  private final NavigableMap<Integer, Segment> segments = new TreeMap<>();
  private final NavigableMap<Long, RecoveredGroup> groups = new TreeMap<>();
  private long nextSequence = 1;

  /** Up to here the records were durable, as marks say. */
  private long durableSequence;

  private int lastNumber;

  /** Of all whole headers. */
  private final Set<Integer> salts = new TreeSet<>();

  private int newestSalt;

  LogRecovery(Disk disk, String folder) {
    this.disk = disk;
    this.folder = folder;
  }

  NavigableMap<Integer, Segment> segments() {
    return segments;
  }

  NavigableMap<Long, RecoveredGroup> groups() {
    return groups;
  }

  long nextSequence() {
    return nextSequence;
  }

  /** The salt of the newest segment; 0 when there is none or it has no salt. */
  int salt() {
    return newestSalt;
  }

  /** The highest number that any file had; 0 when there was none. */
  int lastNumber() {
    return lastNumber;
  }

  /** Reads all segments; what it found is durable when it returns. */
  void run() throws IOException {
    boolean done = false;
    List<Found> found = new ArrayList<>();
    try {
      open(found);
      replay(found);
      done = true;
    } finally {
      if (!done) {
        for (Found one : found) {
          one.segment.file.close();
        }
      }
    }
  }

  private void open(List<Found> found) throws IOException {
    for (String name : disk.list(folder)) {
      Integer number = Segment.number(name);
      if (number == null) {
        continue;
      }
      String path = Segment.path(folder, number);
      Disk.File file = disk.open(path, Disk.Mode.EXISTING);
      found.add(found(number, path, file));
      lastNumber = Math.max(lastNumber, number);
    }
  }

  private Found found(int number, String path, Disk.File file) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(SegmentHeader.BYTES);
    file.read(bytes, 0);
    SegmentHeader header = SegmentHeader.read(bytes.flip());
    if (header != null && header.version() > SegmentHeader.VERSION) {
      throw new NewerFormatException("log " + path, header.version(), SegmentHeader.VERSION);
    }
    if (header == null || header.number() != number) {
      // Nothing, or the header of a former life.
      Segment unused = new Segment(number, 0, path, file, 0, file.size());
      return new Found(unused, null, SegmentHeader.possibleSalts(bytes));
    }
    newestSalt = header.salt();
    salts.add(newestSalt);
    Segment segment = new Segment(number, newestSalt, path, file, 0, file.size());
    return new Found(segment, header, Set.of(newestSalt));
  }

  private void replay(List<Found> found) throws IOException {
    int inUse = found.size();
    while (inUse > 0 && found.get(inUse - 1).header == null) {
      inUse--;
    }
    for (int i = 0; i < inUse; i++) {
      SegmentHeader next = i + 1 < inUse ? found.get(i + 1).header : null;
      replay(found.get(i), next);
    }
    for (Found unused : found.subList(inUse, found.size())) {
      removeUnused(unused);
    }
    if (inUse < found.size()) {
      disk.syncFolder(folder);
    }
    for (var group : groups.entrySet()) {
      if (!group.getValue().whole()) {
        throw new DamagedLogException(
            "The log is damaged: entries of group "
                + group.getKey()
                + " before "
                + group.getValue().entries().first()
                + " are missing in "
                + folder
                + ".");
      }
    }
  }

  private void replay(Found one, @Nullable SegmentHeader next) throws IOException {
    Segment segment = one.segment;
    SegmentHeader header = one.header;
    if (header == null) {
      throw damaged(segment, 0);
    }
    checkFollows(segment, header);
    long limit = next == null ? segment.fileBytes : next.previousEnd();
    if (next != null && next.previousNumber() != segment.number) {
      throw new DamagedLogException(
          "The log is damaged: "
              + Segment.path(folder, next.previousNumber())
              + " is missing, which comes before "
              + Segment.path(folder, next.number())
              + ".");
    }
    if (limit > segment.fileBytes) {
      throw damaged(segment, segment.fileBytes);
    }
    SegmentScanner scanner = new SegmentScanner(segment, limit);
    SegmentScanner.End end =
        scanner.scan(header.firstSequence(), (in, at, offset) -> apply(segment, in, at, offset));
    if (end.offset() < limit
        && (next != null
            || scanner.provesDurable(
                end.offset(), end.nextSequence(), new long[] {segment.seed()}))) {
      throw damaged(segment, end.offset());
    }
    segment.end = end.offset();
    segment.hasRecords = true;
    nextSequence = end.nextSequence();
    if (next == null) {
      segment.file.truncate(segment.end);
      segment.fileBytes = segment.end;
      makeDurable(segment, header);
    }
    segments.put(segment.number, segment);
  }

  /**
   * What was read may not be durable: the process was killed, the machine was not. A sync alone is
   * not enough: after a sync that failed the system may show bytes that it will never write. So all
   * that no mark covers is written again first.
   */
  private void makeDurable(Segment segment, SegmentHeader header) throws IOException {
    long from = segment.end;
    if (durableSequence < header.firstSequence()) {
      from = 0;
    } else if (durableSequence + 1 < nextSequence) {
      long first = header.firstSequence();
      from = new SegmentScanner(segment, segment.end).offsetOf(durableSequence + 1, first);
    }
    ByteBuffer chunk = ByteBuffer.allocate(COPY_BYTES);
    while (from < segment.end) {
      chunk.clear().limit((int) Math.min(COPY_BYTES, segment.end - from));
      segment.file.read(chunk, from);
      chunk.flip();
      int bytes = chunk.remaining();
      segment.file.write(chunk, from);
      from += bytes;
    }
    segment.file.sync();
  }

  private void checkFollows(Segment segment, SegmentHeader header) {
    if (!segments.isEmpty() && header.firstSequence() != nextSequence) {
      throw damaged(segment, 0);
    }
  }

  private void apply(Segment segment, ByteBuffer in, int at, long offset) {
    if (RecordFormat1.type(in, at) == RecordFormat1.MARK) {
      durableSequence = Math.max(durableSequence, RecordFormat1.index(in, at));
      return;
    }
    RecoveredGroup group =
        groups.computeIfAbsent(RecordFormat1.group(in, at), _ -> new RecoveredGroup());
    if (!group.apply(in, at, segment.number, offset)) {
      throw damaged(segment, offset);
    }
  }

  /**
   * A file without a header of its own was prepared for later, or lost its first, never synced
   * writes.
   */
  private void removeUnused(Found unused) throws IOException {
    Segment segment = unused.segment;
    SegmentScanner scanner = new SegmentScanner(segment, segment.fileBytes);
    if (scanner.provesDurable(SegmentHeader.BYTES, nextSequence, possibleSeeds(unused))) {
      throw damaged(segment, 0);
    }
    segment.file.close();
    disk.delete(segment.path);
  }

  /**
   * With which seeds there may be records in a file without a header: a log's segments share one
   * salt, known from the others or from what is left of the header. Without a salt only in a log
   * that has such segments: whoever chooses payloads could imitate it.
   */
  private long[] possibleSeeds(Found unused) {
    Set<Integer> possible = new TreeSet<>(salts);
    possible.addAll(unused.salts);
    if (!salts.isEmpty() && !salts.contains(0)) {
      possible.remove(0);
    }
    return possible.stream().mapToLong(salt -> Segment.seed(unused.segment.number, salt)).toArray();
  }

  private static DamagedLogException damaged(Segment segment, long offset) {
    return new DamagedLogException(
        "The log is damaged: "
            + segment.path
            + " at byte "
            + offset
            + " does not match its checksum, and what follows shows that it once did.");
  }

  /**
   * @param salts what the salt is, or may be
   */
  private record Found(Segment segment, @Nullable SegmentHeader header, Set<Integer> salts) {}
}
