package dev.stator.storage.wal;

import static dev.stator.storage.wal.LogHarness.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.base.Disk;
import dev.stator.base.sim.MachineDiedError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Files that were another segment before: what is left of that one is never taken for records. */
class FileLogReuseTest {
  private static final int SEGMENT_BYTES = 2048;
  private static final int MARK_BYTES = RecordFormat1.recordBytes(0);
  private LogHarness on = harness();

  @Test
  void aSegmentThatNobodyNeedsIsUsedAgain() throws IOException {
    on.open();
    Set<String> names = new TreeSet<>();
    int former = 0;
    for (int i = 0; i < 300; i++) {
      add("entry " + i);
      names.addAll(on.segments());
      former += holdsFormerLife(on.segments().getLast()) ? 1 : 0;
    }
    assertThat(names).hasSizeGreaterThan(20);
    assertThat(former).as("spares with old records").isGreaterThan(200);
    assertThat(on.segments()).hasSizeLessThanOrEqualTo(4);
    assertThat(on.log.bytes()).isEqualTo(on.disk.usedBytes());
    assertThat(on.failures).isEmpty();
    for (int restart = 0; restart < 3; restart++) {
      on.reopen();
      assertThat(on.payloads(1)).isEqualTo(expected(300));
    }
  }

  @Test
  void noNumberIsUsedTwice() throws IOException {
    on.open();
    int highest = 0;
    for (int restart = 0; restart < 30; restart++) {
      for (int i = 0; i < 5; i++) {
        add("entry " + restart);
        List<String> names = on.segments();
        int active = header(names, names.size() - 1);
        assertThat(active).isGreaterThanOrEqualTo(highest);
        highest = active;
      }
      int before = highest;
      on.reopen();
      add("after");
      assertThat(header(on.segments(), on.segments().size() - 1)).isGreaterThan(before);
    }
  }

  @Test
  void whereverTheMachineDiesWhatWasAcknowledgedIsThere() throws IOException {
    int died = 0;
    for (int at = 1; at < 120; at++) {
      for (boolean power : new boolean[] {true, false}) {
        on = harness();
        on.open();
        for (int i = 0; i < 40; i++) {
          add("entry " + i);
        }
        on.disk.dieAt(at, power);
        int acknowledged = 40;
        try {
          for (int i = 40; i < 80; i++) {
            add("entry " + i);
            acknowledged = on.synced.size();
          }
        } catch (MachineDiedError expected) {
          died++;
        }
        for (int restart = 0; restart < 2; restart++) {
          if (power) {
            on.disk.powerLoss();
          }
          on.reopen();
          List<String> found = on.payloads(1);
          String last = found.getLast();
          int through = Integer.parseInt(last.substring(last.indexOf(' ') + 1));
          assertThat(through).isBetween(acknowledged - 1, acknowledged);
          // The last trim may be lost.
          assertThat(found.size()).isGreaterThanOrEqualTo(8);
          assertThat(found).isEqualTo(expected(through + 1, found.size()));
        }
      }
    }
    assertThat(died).isGreaterThan(100);
  }

  @Test
  void aTailTornAtAnyByteShowsNothingOfTheFormerLife() throws IOException {
    reused();
    String path = active();
    byte[] former = bytes(spare());
    long from = endOfRecords(path);
    on.append(
        1,
        null,
        "",
        next("torn"),
        new LogEntry(on.group(1).lastIndex() + 2, 1, (byte) 0, new byte[30]));
    on.writer.runAll();
    byte[] whole = bytes(path);
    long end = endOfRecords(path) - MARK_BYTES;
    assertThat(end - from).isGreaterThan(100);
    List<String> kept = on.payloads(1);
    LogHarness source = on;
    for (int cut = (int) from; cut < end; cut++) {
      byte[] torn = whole.clone();
      System.arraycopy(former, cut, torn, cut, torn.length - cut);
      on = harness();
      copy(source, path, torn);
      on.open();
      List<String> found = on.payloads(1);
      assertThat(found).isEqualTo(kept.subList(0, found.size()));
      assertThat(found).hasSizeGreaterThanOrEqualTo(kept.size() - 2);
      on.add(1, "next");
      on.reopen();
      assertThat(on.payloads(1)).hasSize(found.size() + 1);
    }
  }

  @Test
  void aFlippedBitMattersInTheNewLifeAndNotInTheFormer() throws IOException {
    reused();
    String path = active();
    byte[] whole = bytes(path);
    long end = endOfRecords(path);
    assertThat(end).isBetween(300L, SEGMENT_BYTES - 300L);
    assertThat(Arrays.equals(whole, (int) end, whole.length, new byte[whole.length], 0, 1))
        .isFalse();
    List<String> kept = on.payloads(1);
    LogHarness source = on;
    for (int at = 0; at < whole.length; at += 3) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x10;
      on = harness();
      copy(source, path, damaged);
      if (at < end - 2 * MARK_BYTES) {
        assertThatThrownBy(() -> on.open())
            .as("byte %d", at)
            .isInstanceOf(DamagedLogException.class)
            .hasMessageContaining(path);
      } else if (at >= end) {
        on.open();
        assertThat(on.payloads(1)).as("byte %d", at).isEqualTo(kept);
      }
    }
  }

  /** A client knows the numbers to come and can choose payloads, but not the salt. */
  @Test
  void payloadsThatImitateRecordsAreNotTakenForRecords() throws IOException {
    on.open();
    for (int i = 0; i < 60; i++) {
      int active = Segment.number(active().substring(4));
      ByteBuffer forged = ByteBuffer.allocate(20 * MARK_BYTES + 6);
      forged.position(6); // Records begin at multiples of 8, payloads 42 bytes behind.
      for (int number = active + 1; number <= active + 20; number++) {
        new RecordFormat1()
            .write(
                forged,
                Segment.seed(number, 0),
                1L << 40,
                RecordFormat1.MARK,
                (byte) 0,
                0,
                1L << 40,
                0,
                RecordFormat1.NO_PAYLOAD);
      }
      LogEntry entry = new LogEntry(on.group(1).lastIndex() + 1, 1, (byte) 0, forged.array());
      on.append(1, null, "", entry);
      on.settle();
      on.group(1).trim(on.group(1).lastIndex());
      on.settle();
      if (i % 7 == 6) {
        on.reopen();
      }
    }
    assertThat(on.group(1).lastIndex()).isEqualTo(60);
  }

  @Test
  void onADiskThatIsNearlyFullTheRoomGoesBackToTheStore() throws IOException {
    on.open();
    for (int i = 0; i < 60; i++) {
      add("entry " + i);
    }
    on.disk.capacity(on.disk.usedBytes() + SEGMENT_BYTES);
    long used = on.disk.usedBytes();
    for (int i = 60; i < 75; i++) {
      add("entry " + i);
    }
    assertThat(on.disk.usedBytes()).isLessThan(used);
    on.disk.capacity(1 << 20);
    on.janitor.releaseDelayed();
    on.settle();
    add("after");
    assertThat(on.payloads(1).getLast()).isEqualTo("after");
    assertThat(on.failures).isEmpty();
  }

  /** A log in whose newest segment lie a few records, with old ones behind. */
  private void reused() throws IOException {
    on.open();
    int i = 0;
    while (i < 60 || endOfRecords(active()) < 300 || endOfRecords(active()) > 700) {
      add("entry " + i++);
    }
    assertThat(bytes(active())).hasSize(SEGMENT_BYTES);
  }

  /** Appends, and keeps the last eight entries. */
  private void add(String payload) {
    on.add(1, payload);
    GroupLog group = on.group(1);
    if (group.lastIndex() > group.firstIndex() + 7) {
      group.trim(group.lastIndex() - 8);
      on.settle();
    }
  }

  private LogEntry next(String payload) {
    return entry(on.group(1).lastIndex() + 1, 1, payload);
  }

  private static List<String> expected(int count) {
    return expected(count, 8);
  }

  private static List<String> expected(int count, int kept) {
    List<String> payloads = new ArrayList<>();
    for (int i = count - kept; i < count; i++) {
      payloads.add("entry " + i);
    }
    return payloads;
  }

  private static LogHarness harness() {
    LogHarness made = new LogHarness();
    made.options = LogOptions.small(SEGMENT_BYTES);
    return made;
  }

  /** The newest segment with a header of its own. */
  private String active() throws IOException {
    List<String> names = on.segments();
    int number = header(names, names.size() - 1);
    return Segment.path("wal", number);
  }

  private String spare() {
    return "wal/" + on.segments().getLast();
  }

  private int header(List<String> names, int at) throws IOException {
    SegmentHeader header = SegmentHeader.read(ByteBuffer.wrap(bytes("wal/" + names.get(at))));
    Integer number = Segment.number(names.get(at));
    return header != null && number != null && header.number() == number
        ? number
        : header(names, at - 1);
  }

  private boolean holdsFormerLife(String name) throws IOException {
    SegmentHeader header = SegmentHeader.read(ByteBuffer.wrap(bytes("wal/" + name)));
    Integer number = Segment.number(name);
    return header != null && number != null && header.number() < number;
  }

  private long endOfRecords(String path) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(bytes(path));
    SegmentHeader header = SegmentHeader.read(bytes);
    assertThat(header).isNotNull();
    int at = SegmentHeader.BYTES;
    long seed = Segment.seed(header.number(), header.salt());
    while (new RecordFormat1().valid(bytes, seed, at)) {
      at += RecordFormat1.paddedBytes(RecordFormat1.length(bytes, at));
    }
    return at;
  }

  private byte[] bytes(String path) throws IOException {
    return bytes(on, path);
  }

  private static byte[] bytes(LogHarness of, String path) throws IOException {
    try (Disk.File file = of.disk.open(path, Disk.Mode.READ)) {
      ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
      file.read(bytes, 0);
      return bytes.array();
    }
  }

  /** All files of a log, with other bytes in one of them. */
  private void copy(LogHarness source, String path, byte[] other) throws IOException {
    on.disk.makeFolder("wal");
    for (String name : source.segments()) {
      String each = "wal/" + name;
      try (Disk.File file = on.disk.open(each, Disk.Mode.CREATE)) {
        file.write(ByteBuffer.wrap(each.equals(path) ? other : bytes(source, each)), 0);
        file.sync();
      }
    }
    on.disk.syncFolder("wal");
  }
}
