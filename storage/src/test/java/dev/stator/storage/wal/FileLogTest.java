package dev.stator.storage.wal;

import static dev.stator.storage.wal.LogHarness.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.base.Check;
import dev.stator.base.Disk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the log does as long as nothing breaks. */
class FileLogTest {
  private final LogHarness on = new LogHarness();

  @BeforeEach
  void open() throws IOException {
    on.open();
  }

  @Test
  void anEmptyLogKnowsNothing() {
    GroupLog group = on.group(7);
    assertThat(group.groupId()).isEqualTo(7);
    assertThat(group.firstIndex()).isEqualTo(1);
    assertThat(group.lastIndex()).isZero();
    assertThat(group.term(0)).isZero();
    assertThat(group.hardState()).isEqualTo(HardState.INITIAL);
    assertThat(group.read(1, 100)).isEmpty();
    assertThat(on.log.groups()).isEmpty();
  }

  @Test
  void appendsAreVisibleAtOnceAndAcknowledgedAfterTheSync() {
    HardState state = new HardState(3, "node-a", 0);
    on.append(7, state, "first", entry(1, 3, "a"), entry(2, 3, "b"));
    assertThat(on.group(7).lastIndex()).isEqualTo(2);
    assertThat(on.group(7).hardState()).isEqualTo(state);
    assertThat(on.payloads(7)).containsExactly("a", "b");
    on.caller.runAll();
    assertThat(on.synced).isEmpty();
    on.settle();
    assertThat(on.synced).containsExactly("first");
  }

  @Test
  void manyAppendsShareOneSync() {
    on.settle();
    long before = on.disk.mutations();
    for (int i = 1; i <= 100; i++) {
      on.append(i, null, "g" + i, entry(1, 1, "x"));
    }
    on.settle();
    assertThat(on.synced).hasSize(100);
    // One write with one sync, and one small write behind it.
    assertThat(on.disk.mutations() - before).isLessThanOrEqualTo(9);
  }

  @Test
  void aCallWithNothingIsAcknowledgedAfterTheOnesBefore() {
    on.append(1, null, "a", entry(1, 1, "a"));
    on.append(1, null, "nothing");
    on.settle();
    assertThat(on.synced).containsExactly("a", "nothing");
  }

  @Test
  void ofCallbacksThatBecomeDueTogetherTheLastSpeaksForThoseThatItCovers() {
    List<LogEntry> none = List.of();
    on.group(1).append(null, none, on.caller, new Counting(1));
    on.group(1).append(null, none, on.caller, new Counting(2));
    on.group(1).append(null, none, on.caller, () -> on.synced.add("other"));
    on.group(1).append(null, none, on.caller, new Counting(3));
    on.group(1).append(null, none, on.caller, new Counting(4));
    on.group(2).append(null, none, on.caller, () -> on.synced.add("other group"));
    on.settle();
    assertThat(on.synced).containsExactly("2", "other", "4", "other group");
    on.group(1).append(null, none, on.caller, new Counting(5));
    on.settle();
    assertThat(on.synced).endsWith("5");
  }

  private final class Counting implements GroupLog.Covering {
    private final int number;

    Counting(int number) {
      this.number = number;
    }

    @Override
    public void run() {
      on.synced.add(Integer.toString(number));
    }

    @Override
    public boolean covers(Runnable earlier) {
      return earlier instanceof Counting;
    }
  }

  @Test
  void everythingIsThereAfterARestart() throws IOException {
    on.append(1, new HardState(2, "b", 0), "", entry(1, 1, "a"), entry(2, 2, "b"));
    on.append(9, new HardState(5, "", 17), "");
    on.append(1, null, "", entry(3, 2, ""));
    on.settle();
    for (int restart = 0; restart < 3; restart++) {
      on.reopen();
      assertThat(on.log.groups()).containsExactly(1L, 9L);
      assertThat(on.payloads(1)).containsExactly("a", "b", "");
      assertThat(on.group(1).term(1)).isEqualTo(1);
      assertThat(on.group(1).term(3)).isEqualTo(2);
      assertThat(on.group(1).hardState()).isEqualTo(new HardState(2, "b", 0));
      assertThat(on.group(9).hardState()).isEqualTo(new HardState(5, "", 17));
      assertThat(on.group(9).lastIndex()).isZero();
    }
  }

  @Test
  void anOverwritingAppendRemovesWhatComesAfter() throws IOException {
    on.append(1, null, "", entry(1, 1, "a"), entry(2, 1, "b"), entry(3, 1, "c"));
    on.append(1, null, "", entry(2, 2, "B"));
    assertThat(on.payloads(1)).containsExactly("a", "B");
    on.settle();
    assertThat(on.payloads(1)).containsExactly("a", "B");
    on.reopen();
    assertThat(on.payloads(1)).containsExactly("a", "B");
    assertThat(on.group(1).term(2)).isEqualTo(2);
  }

  @Test
  void aTrimKeepsTheTermOfItsIndex() throws IOException {
    on.append(1, null, "", entry(1, 1, "a"), entry(2, 2, "b"), entry(3, 3, "c"));
    on.group(1).trim(2);
    on.group(1).trim(1);
    for (int restart = 0; restart < 3; restart++) {
      assertThat(on.group(1).firstIndex()).isEqualTo(3);
      assertThat(on.group(1).term(2)).isEqualTo(2);
      assertThat(on.payloads(1)).containsExactly("c");
      assertThatThrownBy(() -> on.group(1).term(1)).isInstanceOf(Check.InvariantException.class);
      assertThatThrownBy(() -> on.group(1).read(2, 9)).isInstanceOf(Check.InvariantException.class);
      on.settle();
      on.reopen();
    }
  }

  @Test
  void aWhollyTrimmedLogGoesOnBehind() throws IOException {
    on.add(1, "a");
    on.add(1, "b");
    on.group(1).trim(2);
    on.settle();
    on.reopen();
    assertThat(on.group(1).firstIndex()).isEqualTo(3);
    assertThat(on.group(1).lastIndex()).isEqualTo(2);
    on.add(1, "c");
    on.reopen();
    assertThat(on.payloads(1)).containsExactly("c");
  }

  @Test
  void aResetBeginsAnew() throws IOException {
    on.append(1, new HardState(4, "", 0), "", entry(1, 1, "a"));
    on.group(1).reset(100, 4, on.caller, () -> on.synced.add("reset"));
    assertThat(on.group(1).lastIndex()).isEqualTo(100);
    on.settle();
    assertThat(on.synced).containsExactly("", "reset");
    on.add(1, "after");
    on.reopen();
    assertThat(on.group(1).firstIndex()).isEqualTo(101);
    assertThat(on.group(1).term(100)).isEqualTo(4);
    assertThat(on.group(1).hardState()).isEqualTo(new HardState(4, "", 0));
    assertThat(on.payloads(1)).containsExactly("after");
  }

  @Test
  void aDroppedGroupIsForgottenAndMayComeBack() throws IOException {
    on.append(1, new HardState(4, "x", 0), "", entry(1, 1, "a"));
    on.group(1).trim(1);
    on.group(1).drop();
    on.append(1, null, "", entry(1, 9, "new"));
    on.append(2, null, "", entry(1, 1, "other"));
    on.group(2).drop();
    on.settle();
    assertThat(on.payloads(1)).containsExactly("new");
    on.reopen();
    assertThat(on.log.groups()).containsExactly(1L);
    assertThat(on.payloads(1)).containsExactly("new");
    assertThat(on.group(1).hardState()).isEqualTo(HardState.INITIAL);
  }

  @Test
  void ofDroppedGroupsNothingStays() throws IOException {
    for (long id = 1; id <= 100; id++) {
      on.append(id, new HardState(4, "x", 0), "", entry(1, 1, "a"));
      on.group(id).drop();
      on.append(id, null, "dropped " + id);
      on.settle();
      on.append(id, null, "and again");
      on.settle();
    }
    assertThat(on.synced).contains("dropped 100", "and again");
    assertThat(on.log.groups.all()).isEmpty();
    on.append(7, null, "", entry(1, 2, "new"));
    on.settle();
    assertThat(on.log.groups()).containsExactly(7L);
    on.reopen();
    assertThat(on.log.groups.all()).hasSize(1);
    assertThat(on.payloads(7)).containsExactly("new");
  }

  /** Who holds it since before, and who asks for it now. */
  @Test
  void aDroppedGroupIsOneForAllWhoHaveIt() throws IOException {
    on.append(1, new HardState(4, "x", 0), "", entry(1, 1, "a"));
    GroupLog held = on.group(1);
    held.drop();
    on.settle();
    assertThat(on.log.groups.all()).isEmpty();
    assertThat(on.group(1)).isSameAs(held);
    held.append(null, List.of(entry(1, 3, "b")), on.caller, () -> on.synced.add("b"));
    assertThat(on.group(1)).isSameAs(held);
    held.drop();
    held.append(null, List.of(entry(1, 5, "c")), on.caller, () -> on.synced.add("c"));
    on.settle();
    assertThat(on.group(1)).as("a drop that more follows forgets nothing").isSameAs(held);
    assertThat(on.synced).contains("b", "c");
    on.reopen();
    assertThat(on.payloads(1)).containsExactly("c");
  }

  @Test
  void readsStopAtTheByteLimitButAnswerOneEntry() {
    on.append(1, null, "", entry(1, 1, "aaaa"), entry(2, 1, "bbbb"), entry(3, 1, "cccc"));
    assertThat(on.group(1).read(1, 0)).hasSize(1);
    assertThat(on.group(1).read(1, 7)).hasSize(1);
    assertThat(on.group(1).read(1, 8)).hasSize(2);
    assertThat(on.group(1).read(2, 100)).hasSize(2);
    assertThat(on.group(1).read(4, 100)).isEmpty();
  }

  @Test
  void entriesBeyondTheCacheComeFromTheFiles() throws IOException {
    on.options = new LogOptions(4096, 1 << 20, 0, 1 << 20, 1 << 22, 1);
    on.open();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      expected.add("payload " + i);
      on.add(1 + i % 3, expected.getLast());
    }
    for (int group = 0; group < 3; group++) {
      int which = group;
      List<String> own =
          expected.stream().filter(name -> expected.indexOf(name) % 3 == which).toList();
      assertThat(on.payloads(1 + group)).isEqualTo(own);
    }
  }

  @Test
  void segmentsOfARunGrowToTheirFullSize() throws IOException {
    LogHarness large = new LogHarness();
    large.options = LogOptions.small(8 << 20);
    large.open();
    large.settle();
    assertThat(large.log.bytes())
        .as("zeros of a log that nobody uses")
        .isLessThanOrEqualTo(5 << 20);
    Map<String, Long> sizes = new TreeMap<>();
    for (int i = 0; i < 100; i++) {
      large.add(1, "x".repeat(300_000));
      for (String name : large.segments()) {
        try (Disk.File file = large.disk.open(LogHarness.FOLDER + "/" + name, Disk.Mode.EXISTING)) {
          sizes.putIfAbsent(name, file.size());
        }
      }
    }
    assertThat(List.copyOf(sizes.values()).subList(0, 4))
        .containsExactly(1L << 20, 4L << 20, 8L << 20, 8L << 20);
  }

  @Test
  void anEntryLargerThanASegmentFits() throws IOException {
    String large = "x".repeat(3 << 20);
    on.add(1, "before");
    on.add(1, large);
    on.add(1, "after");
    assertThat(on.payloads(1)).containsExactly("before", large, "after");
    on.reopen();
    assertThat(on.payloads(1)).containsExactly("before", large, "after");
  }

  @Test
  void trimmedSegmentsAreDeletedAndIdleGroupsDoNotHoldThem() throws IOException {
    // Group 1 says something once and then never again.
    on.append(1, new HardState(3, "voted", 0), "", entry(1, 1, "idle"));
    on.settle();
    on.group(1).trim(1);
    for (int i = 0; i < 1000; i++) {
      on.add(2, "some payload that fills segments " + i);
      if (i % 10 == 9) {
        on.group(2).trim(on.group(2).lastIndex() - 2);
      }
    }
    on.settle();
    assertThat(on.segments()).hasSizeLessThan(5);
    assertThat(on.log.bytes()).isEqualTo(on.disk.usedBytes());
    on.reopen();
    assertThat(on.group(1).hardState()).isEqualTo(new HardState(3, "voted", 0));
    assertThat(on.group(1).firstIndex()).isEqualTo(2);
    assertThat(on.group(1).term(1)).isEqualTo(1);
    assertThat(on.group(2).lastIndex()).isEqualTo(1000);
  }

  @Test
  void aResetThatIsNotDurableLetsNoSegmentGo() throws IOException {
    on.add(1, "held");
    while (!on.janitor.hasTasks()) {
      on.append(2, null, "", entry(on.group(2).lastIndex() + 1, 1, "filler filler filler"));
      on.writer.runAll();
    }
    // The second segment has just begun, and no third one is ready: the large entry has to wait,
    // and so has the reset behind it, while the trim before it is written and lets segments go.
    on.group(2).trim(on.group(2).lastIndex());
    on.append(2, null, "", entry(on.group(2).lastIndex() + 1, 1, "x".repeat(4096)));
    on.group(1).reset(50, 2, on.caller, () -> on.synced.add("reset"));
    on.writer.runAll();
    on.janitor.runAll();
    assertThat(on.synced).doesNotContain("reset");
    on.disk.powerLoss();
    on.open();
    assertThat(on.payloads(1)).containsExactly("held");
  }

  @Test
  void groupsThatHoldTheOldestSegmentAreNamedBeyondTheLimit() throws IOException {
    on.add(5, "held");
    on.add(3, "held");
    assertThat(on.log.groupsHoldingOldestSegment()).isEmpty();
    while (on.log.bytes() < on.options.bytesMax()) {
      on.add(4, "filler filler filler filler filler");
      on.group(4).trim(on.group(4).lastIndex());
    }
    assertThat(on.log.groupsHoldingOldestSegment()).containsExactly(3L, 5L);
    on.group(3).trim(1);
    assertThat(on.log.groupsHoldingOldestSegment()).containsExactly(5L);
    on.group(5).trim(1);
    on.settle();
    assertThat(on.log.bytes()).isLessThan(on.options.bytesMax());
    assertThat(on.log.groupsHoldingOldestSegment()).isEmpty();
  }

  @Test
  void whoHoldsTheOldestSegmentIsTakenFromBeyondTheHardLimit() throws IOException {
    on.add(5, "held");
    while (!on.log.overloaded()) {
      on.add(4, "filler filler filler filler filler");
      on.group(4).trim(on.group(4).lastIndex());
    }
    assertThat(on.log.nearlyFull()).isTrue();
    assertThat(on.log.refuses(4)).isTrue();
    assertThat(on.log.refuses(5)).as("what comes may let it go of what it holds").isFalse();
    assertThat(on.log.refuses(6)).as("a group that is not here").isTrue();
    on.group(5).trim(1);
    on.settle();
    assertThat(on.log.nearlyFull()).isFalse();
    assertThat(on.log.refuses(4)).isFalse();
  }

  @Test
  void aFullQueueAndALogBeyondItsHardLimitSayOverloaded() throws IOException {
    on.options = new LogOptions(4096, 1000, 0, 8192, 20_000, 1);
    on.open();
    assertThat(on.log.overloaded()).isFalse();
    on.append(1, null, "", entry(1, 1, "x".repeat(1000)));
    assertThat(on.log.overloaded()).isTrue();
    on.settle();
    assertThat(on.log.overloaded()).isFalse();
    while (on.log.bytes() < 20_000) {
      on.add(1, "x".repeat(500));
    }
    assertThat(on.log.overloaded()).isTrue();
    on.group(1).trim(on.group(1).lastIndex());
    on.settle();
    assertThat(on.log.overloaded()).isFalse();
  }

  /** What the cluster writes of itself says which replicas may go, and their logs with them. */
  @Test
  void vitalGroupsGoOnUpToTwiceTheHardLimit() throws IOException {
    on.options = new LogOptions(4096, 100_000, 0, 8192, 20_000, 1).withVital(5);
    on.open();
    on.add(9, "held");
    while (!on.log.overloaded()) {
      on.add(7, "x".repeat(500));
      on.group(7).trim(on.group(7).lastIndex());
    }
    assertThat(on.log.refusesNew(7)).isTrue();
    assertThat(on.log.refuses(7)).isTrue();
    assertThat(on.log.refusesNew(5)).isTrue();
    assertThat(on.log.refusesNew(4)).isFalse();
    assertThat(on.log.refuses(4)).isFalse();
    while (on.log.bytes() <= 40_000) {
      assertThat(on.log.refusesNew(4)).isFalse();
      on.add(4, "x".repeat(500));
    }
    assertThat(on.log.refusesNew(4)).isTrue();
    assertThat(on.log.refuses(4)).isTrue();
  }

  @Test
  void thousandsOfGroupsRestartQuickly() throws IOException {
    on.options = LogOptions.small(1 << 20);
    on.open();
    for (int round = 1; round <= 10; round++) {
      for (int group = 1; group <= 3000; group++) {
        HardState state = new HardState(round, "node-1", 0);
        on.append(group, state, "", entry(round, round, "group " + group));
      }
      on.settle();
    }
    on.reopen();
    assertThat(on.log.groups()).hasSize(3000);
    assertThat(on.group(1234).lastIndex()).isEqualTo(10);
    assertThat(on.group(1234).hardState().term()).isEqualTo(10);
  }

  @Test
  void aClosedLogHasWrittenWhatWasQueued() throws IOException {
    on.append(1, null, "last", entry(1, 1, "a"));
    on.log.close();
    on.log.close();
    on.append(1, null, "too late", entry(2, 1, "b"));
    on.settle();
    assertThat(on.synced).containsExactly("last");
    on.disk.powerLoss();
    on.open();
    assertThat(on.payloads(1)).containsExactly("a");
  }

  @Test
  void aHoleIsABug() {
    assertThatThrownBy(() -> on.append(1, null, "", entry(2, 1, "a")))
        .isInstanceOf(Check.InvariantException.class);
  }
}
