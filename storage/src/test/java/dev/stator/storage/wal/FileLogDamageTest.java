package dev.stator.storage.wal;

import static dev.stator.storage.wal.LogHarness.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.base.Disk;
import dev.stator.storage.format.NewerFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the log does when the disk does not do its part. */
class FileLogDamageTest {
  private static final String FIRST = "wal/wal-0000000001.log";
  private final LogHarness on = new LogHarness();

  @Test
  void aTailTornAtAnyByteIsCutOffAndTheLogGoesOn() throws IOException {
    // The last batch is torn at each of its bytes; what was durable before it must stay.
    on.open();
    on.add(1, "kept");
    on.settle();
    long from = endOfRecords();
    on.append(1, null, "", entry(2, 1, "torn"), entry(3, 1, "also torn"));
    on.append(2, new HardState(1, "a", 0), "", entry(1, 1, "x"));
    on.writer.runAll();
    byte[] whole = bytes(FIRST);
    // Behind the batch lies the mark of the idle writer, which would prove that it was durable.
    long end = endOfRecords() - RecordFormat1.recordBytes(0);
    assertThat(end - from).isGreaterThan(200);
    for (long cut = from; cut < end; cut++) {
      byte[] torn = whole.clone();
      for (int at = (int) cut; at < torn.length; at++) {
        torn[at] = 0;
      }
      LogHarness after = new LogHarness();
      put(after.disk, FIRST, torn);
      after.open();
      List<String> expected = List.of("kept", "torn", "also torn");
      List<String> found = after.payloads(1);
      assertThat(found).isEqualTo(expected.subList(0, found.size()));
      assertThat(found).isNotEmpty();
      after.add(1, "next");
      after.add(2, "next");
      for (int restart = 0; restart < 2; restart++) {
        after.reopen();
        assertThat(after.payloads(1).getLast()).isEqualTo("next");
        assertThat(after.payloads(1)).hasSize(found.size() + 1);
      }
    }
  }

  @Test
  void aFlippedBitInTheMiddleIsNamed() throws IOException {
    on.open();
    for (int i = 0; i < 20; i++) {
      on.add(1, "entry " + i);
    }
    byte[] whole = bytes(FIRST);
    long end = endOfRecords();
    for (int at = 0; at < end - 2 * RecordFormat1.recordBytes(0); at += 3) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x20;
      LogHarness after = new LogHarness();
      put(after.disk, FIRST, damaged);
      assertThatThrownBy(after::open)
          .as("byte %d", at)
          .isInstanceOf(DamagedLogException.class)
          .hasMessageContaining(FIRST)
          .hasMessageContaining("at byte");
    }
  }

  @Test
  void aFlippedBitInAnOlderSegmentIsNamedEvenAtItsEnd() throws IOException {
    on.open();
    while (on.segments().size() < 4) {
      on.add(1, "some payload to fill the segment with");
    }
    byte[] whole = bytes(FIRST);
    int last = whole.length - 1;
    while (whole[last] == 0) {
      last--;
    }
    on.disk.flipBit(FIRST, last, 0);
    assertThatThrownBy(on::reopen)
        .isInstanceOf(DamagedLogException.class)
        .hasMessageContaining(FIRST);
  }

  @Test
  void aMissingSegmentIsNamed() throws IOException {
    on.open();
    while (on.segments().size() < 5) {
      on.add(1, "some payload to fill the segment with");
    }
    on.disk.delete("wal/wal-0000000002.log");
    assertThatThrownBy(on::reopen)
        .isInstanceOf(DamagedLogException.class)
        .hasMessageContaining("wal-0000000002.log is missing");
    on.disk.delete(FIRST);
    assertThatThrownBy(on::reopen)
        .isInstanceOf(DamagedLogException.class)
        .hasMessageContaining("entries of group 1 before");
  }

  @Test
  void anEntryThatIsDamagedLaterIsNamedByTheRead() throws IOException {
    on.options = new LogOptions(4096, 1 << 20, 0, 1 << 20, 1 << 22, 1);
    on.open();
    on.add(1, "first");
    long second = endOfRecords();
    on.add(1, "second");
    on.add(1, "third");
    // Behind the batch's mark, in the payload.
    on.disk.flipBit(FIRST, second + RecordFormat1.recordBytes(0) + 44, 3);
    assertThat(on.group(1).read(1, 5)).hasSize(1);
    assertThatThrownBy(() -> on.group(1).read(2, 100))
        .isInstanceOf(DamagedLogException.class)
        .hasMessageContaining(FIRST)
        .hasMessageContaining("group 1, index 2");
    assertThat(on.group(1).read(3, 100)).hasSize(1);
    assertThat(on.failures).isEmpty();
  }

  @Test
  void aFailedSyncStopsTheLogForGood() throws IOException {
    on.open();
    on.add(1, "before");
    on.append(1, null, "lost", entry(2, 1, "lost"));
    on.disk.failNextSync();
    on.settle();
    on.append(1, null, "later", entry(3, 1, "later"));
    on.append(2, null, "other", entry(1, 1, "other"));
    on.settle();
    on.log.close();
    on.settle();
    assertThat(on.synced).containsExactly("before");
    assertThat(on.failures).hasSize(1);
    assertThat(on.failures.getFirst())
        .isInstanceOf(LogFailedException.class)
        .hasMessageContaining(FIRST)
        .hasMessageContaining("simulated failure to sync")
        .hasMessageContaining("the node stops");
    assertThat(on.log.overloaded()).isTrue();
    on.reopen();
    assertThat(on.payloads(1).getFirst()).isEqualTo("before");
  }

  @Test
  void aFailedWriteStopsTheLogForGood() throws IOException {
    on.open();
    on.settle();
    on.disk.failWrites(true);
    on.append(1, null, "lost", entry(1, 1, "lost"));
    on.settle();
    assertThat(on.synced).isEmpty();
    assertThat(on.failures).hasSize(1);
  }

  @Test
  void aFullDiskIsMetBeforeAWriteAndWaitedOut() throws IOException {
    on.options = LogOptions.small(4096);
    on.disk.capacity(3 * 4096);
    on.open();
    on.settle();
    assertThat(on.log.full()).isFalse();
    int appended = 0;
    while (!on.log.full()) {
      on.add(1, "payload " + appended++);
    }
    assertThat(on.log.overloaded()).isTrue();
    // What still fits is written; then appends wait, and reads go on.
    int waiting = appended;
    while (on.synced.size() == appended) {
      on.add(1, "payload " + appended++);
    }
    assertThat(appended).isGreaterThan(waiting);
    on.add(1, "payload " + appended++);
    assertThat(on.failures).isEmpty();
    assertThat(on.payloads(1)).hasSize(appended);
    on.janitor.releaseDelayed();
    on.settle();
    assertThat(on.log.full()).isTrue();
    on.disk.capacity(1 << 20);
    on.janitor.releaseDelayed();
    on.settle();
    assertThat(on.log.full()).isFalse();
    assertThat(on.synced).hasSize(appended);
    on.reopen();
    assertThat(on.payloads(1)).hasSize(appended);
  }

  @Test
  void aLogOnAFullDiskOpensForReading() throws IOException {
    on.open();
    on.add(1, "kept");
    on.disk.capacity(0);
    on.reopen();
    assertThat(on.log.full()).isTrue();
    assertThat(on.payloads(1)).containsExactly("kept");
    on.append(1, null, "waits", entry(2, 1, "waits"));
    on.settle();
    assertThat(on.synced).containsExactly("kept");
    on.disk.capacity(1 << 20);
    on.janitor.releaseDelayed();
    on.settle();
    assertThat(on.synced).containsExactly("kept", "waits");
    on.reopen();
    assertThat(on.payloads(1)).containsExactly("kept", "waits");
  }

  @Test
  void aQueueFarBeyondItsLimitStopsTheNode() throws IOException {
    on.options = new LogOptions(4096, 1000, 0, 1 << 20, 1 << 22, 1);
    on.open();
    on.append(1, null, "fits", entry(1, 1, "x".repeat(3000)));
    assertThat(on.log.overloaded()).isTrue();
    assertThat(on.failures).isEmpty();
    on.append(2, null, "too much", entry(1, 1, "x".repeat(3000)));
    on.settle();
    assertThat(on.failures).hasSize(1);
    assertThat(on.failures.getFirst()).hasMessageContaining("more was queued");
    assertThat(on.synced).isEmpty();
  }

  @Test
  void aNewerFormatIsRefusedInOneSentence() throws IOException {
    ByteBuffer header = ByteBuffer.allocate(SegmentHeader.BYTES);
    new SegmentHeader(7, 1, 0, 0, 1, 3).write(header);
    put(on.disk, FIRST, header.array());
    assertThatThrownBy(on::open)
        .isInstanceOf(NewerFormatException.class)
        .hasMessage(
            "The log wal/wal-0000000001.log was written by a newer Stator (format 7; this one"
                + " reads up to 2): use that version or newer, or another --data folder.");
  }

  @Test
  void aFileThatWasOnlyPreparedIsRemoved() throws IOException {
    on.open();
    on.add(1, "a");
    on.settle();
    assertThat(on.segments()).hasSize(2);
    for (int restart = 0; restart < 5; restart++) {
      on.reopen();
      assertThat(on.payloads(1)).containsExactly("a");
    }
    // What was prepared or held nothing but the states of groups does not pile up.
    assertThat(on.segments().size()).isLessThanOrEqualTo(8);
  }

  private long endOfRecords() throws IOException {
    byte[] bytes = bytes(FIRST);
    int last = bytes.length - 1;
    while (bytes[last] == 0) {
      last--;
    }
    return RecordFormat1.paddedBytes(last + 1);
  }

  private byte[] bytes(String path) throws IOException {
    try (Disk.File file = on.disk.open(path, Disk.Mode.READ)) {
      ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
      file.read(bytes, 0);
      return bytes.array();
    }
  }

  private static void put(Disk disk, String path, byte[] bytes) throws IOException {
    disk.makeFolder("wal");
    try (Disk.File file = disk.open(path, Disk.Mode.CREATE)) {
      file.write(ByteBuffer.wrap(bytes), 0);
      file.sync();
    }
    disk.syncFolder("wal");
  }
}
