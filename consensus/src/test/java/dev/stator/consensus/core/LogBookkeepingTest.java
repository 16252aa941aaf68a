package dev.stator.consensus.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.base.Check.InvariantException;
import dev.stator.base.SeededRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Terms, durability and retention of a log, against plain lists. */
class LogBookkeepingTest {
  @Test
  void termRunsSayWhatAListWouldSay() {
    SeededRandom random = new SeededRandom(3);
    for (int round = 0; round < 200; round++) {
      List<Long> terms = new ArrayList<>(List.of((long) random.nextInt(2)));
      int base = random.nextInt(5);
      TermRuns runs = TermRuns.of(base + 1, base, i -> terms.getFirst());
      int first = 0;
      for (int change = 0; change < 60; change++) {
        int last = terms.size() - 1;
        if (random.chance(0.1) && last > first) {
          int cut = first + 1 + random.nextInt(last - first);
          runs.truncateFrom(base + cut);
          terms.subList(cut, terms.size()).clear();
        } else if (random.chance(0.1)) {
          first += random.nextInt(last - first + 1);
          runs.trim(base + first);
        } else {
          terms.add(terms.getLast() + (random.chance(0.3) ? 1 + random.nextInt(3) : 0));
          runs.add(base + terms.size() - 1, terms.getLast());
        }
        check(runs, terms, base, first);
        check(
            TermRuns.of(base + first + 1, base + terms.size() - 1, i -> terms.get((int) i - base)),
            terms,
            base,
            first);
      }
    }
  }

  private static void check(TermRuns runs, List<Long> terms, int base, int first) {
    assertThat(runs.first()).isEqualTo(base + first + 1);
    assertThat(runs.last()).isEqualTo(base + terms.size() - 1);
    assertThat(runs.lastTerm()).isEqualTo(terms.getLast());
    for (int i = first; i < terms.size(); i++) {
      assertThat(runs.term(base + i)).isEqualTo(terms.get(i));
    }
    for (long term = 0; term <= terms.getLast() + 1; term++) {
      for (int i = first; i <= terms.size(); i++) {
        int highest = Math.min(i, terms.size() - 1);
        while (highest > first && terms.get(highest) > term) {
          highest--;
        }
        assertThat(runs.highestWithTermAtMost(base + i, term)).isEqualTo(base + highest);
      }
    }
  }

  @Test
  void termRunsRefuseHolesAndFallingTerms() {
    TermRuns runs = TermRuns.of(1, 2, i -> i);
    assertThatThrownBy(() -> runs.add(4, 3)).isInstanceOf(InvariantException.class);
    assertThatThrownBy(() -> runs.add(3, 1)).isInstanceOf(InvariantException.class);
    assertThatThrownBy(() -> runs.truncateFrom(0)).isInstanceOf(InvariantException.class);
    assertThatThrownBy(() -> runs.term(3)).isInstanceOf(InvariantException.class);
  }

  @Test
  void aTruncationTakesBackWhatWasSynced() {
    SyncTracker syncs = new SyncTracker(3);
    assertThat(syncs.appended(10, false)).isEqualTo(1);
    // Entries from 8 on are replaced by one entry before the first sync comes back.
    syncs.truncatedFrom(8);
    assertThat(syncs.appended(8, true)).isEqualTo(2);
    assertThat(syncs.hardStateSynced()).isFalse();
    syncs.synced(1);
    assertThat(syncs.syncedIndex()).isEqualTo(7);
    syncs.synced(2);
    assertThat(syncs.syncedIndex()).isEqualTo(8);
    assertThat(syncs.hardStateSynced()).isTrue();
    syncs.truncatedFrom(5);
    assertThat(syncs.syncedIndex()).isEqualTo(4);
    assertThatThrownBy(() -> syncs.synced(3)).isInstanceOf(InvariantException.class);
  }

  @Test
  void manyAppendsMayWaitForTheirSync() {
    SyncTracker syncs = new SyncTracker(0);
    for (int i = 1; i <= 100; i++) {
      syncs.appended(i, false);
      if (i % 3 == 0) {
        syncs.synced(i / 3);
        assertThat(syncs.syncedIndex()).isEqualTo(i / 3);
      }
    }
    syncs.synced(100);
    assertThat(syncs.syncedIndex()).isEqualTo(100);
  }

  @Test
  void retentionKeepsNoMoreThanItsLimit() {
    Retention retention = new Retention(1600);
    for (int i = 1; i <= 100; i++) {
      retention.added(i, 50);
    }
    // 32 entries of 50 bytes may stay.
    assertThat(retention.excessThrough()).isBetween(68L, 72L);
    retention.trimmed(70);
    assertThat(retention.excessThrough()).isZero();
    retention.truncatedFrom(80);
    for (int i = 80; i <= 102; i++) {
      retention.added(i, 50);
    }
    assertThat(retention.excessThrough()).isBetween(0L, 75L);
  }
}
