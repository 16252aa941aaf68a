package dev.stator.consensus.liveness;

import dev.stator.base.RandomSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one node has not been told yet of members here that left their term. Numbered, so that the
 * other can say how far it has read; the same withdrawal made again gets a new number. One that
 * finds the list full throws it away, and a new era says so.
 */
final class Withdrawals {
  private final int max;
  private final RandomSource random;
  private final Map<Withdrawal, Long> waiting = new LinkedHashMap<>();
  private long lastNumber;
  private long era;

  Withdrawals(int max, RandomSource random) {
    this.max = max;
    this.random = random;
    this.era = newEra();
  }

  /** The list as it goes into one message. */
  record Listed(long era, List<Signal.Numbered> withdrawals) {}

  void add(Withdrawal withdrawal) {
    waiting.remove(withdrawal);
    lastNumber++;
    if (waiting.size() == max) {
      waiting.clear();
      era = newEra();
    } else {
      waiting.put(withdrawal, lastNumber);
    }
  }

  /** The other node has read what this era's list had up to a number. */
  void read(long ofEra, long number) {
    if (ofEra != era) {
      return;
    }
    Iterator<Long> numbers = waiting.values().iterator();
    while (numbers.hasNext() && numbers.next() <= number) {
      numbers.remove();
    }
  }

  long era() {
    return era;
  }

  Listed listed() {
    if (waiting.isEmpty()) {
      return new Listed(era, List.of());
    }
    List<Signal.Numbered> list = new ArrayList<>(waiting.size());
    waiting.forEach((withdrawal, number) -> list.add(new Signal.Numbered(number, withdrawal)));
    return new Listed(era, list);
  }

  private long newEra() {
    long fresh = random.nextLong();
    return fresh == 0 ? 1 : fresh;
  }
}
