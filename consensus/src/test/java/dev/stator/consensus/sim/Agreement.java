package dev.stator.consensus.sim;

import dev.stator.storage.wal.LogEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * The oracle of one group: what any replica applied at an index is what all apply there; what was
 * acknowledged is never missing where somebody leads; one leader a term.
 */
final class Agreement {
  private final long groupId;
  private final List<Long> agreed = new ArrayList<>();
  private final TreeMap<Long, Long> stateAt = new TreeMap<>();
  private final TreeMap<Long, String> leaders = new TreeMap<>();
  private final TreeMap<Long, Long> acknowledgedIn = new TreeMap<>();
  private long acknowledgedThrough;
  private long acknowledged;
  private long readThrough;
  private long leaseReads;
  private long barrierReads;
  private long digest = 17;

  Agreement(long groupId) {
    this.groupId = groupId;
  }

  /** A replica applied this at an index; {@code entry} is null for what carries no command. */
  void applied(String node, long index, LogEntry entry) {
    long print = entry == null ? 0 : print(entry);
    if (index <= agreed.size()) {
      long known = agreed.get((int) index - 1);
      require(known == print, node + " applies something else at " + index);
    } else {
      require(index == agreed.size() + 1, node + " applies " + index + " before those below it");
      agreed.add(print);
    }
    digest = digest * 31 + print;
  }

  void state(String node, long index, long hash) {
    Long known = stateAt.putIfAbsent(index, hash);
    require(known == null || known == hash, node + " has another state at " + index);
  }

  void acknowledged(long index, long term) {
    acknowledged++;
    acknowledgedIn.merge(term, index, Math::max);
    acknowledgedThrough = Math.max(acknowledgedThrough, index);
  }

  /** What a strong read that begins now must see: what was acknowledged, and what was read. */
  long visibleThrough() {
    return Math.max(acknowledgedThrough, readThrough);
  }

  /** A strong read saw everything up to an index. */
  void read(String node, boolean underLease, long visibleBefore, long saw) {
    require(
        saw >= visibleBefore,
        node
            + (underLease ? " under its lease" : " behind a barrier")
            + " reads what is applied to "
            + saw
            + ", but "
            + visibleBefore
            + " was visible before");
    readThrough = Math.max(readThrough, saw);
    if (underLease) {
      leaseReads++;
    } else {
      barrierReads++;
    }
  }

  long leaseReads() {
    return leaseReads;
  }

  long barrierReads() {
    return barrierReads;
  }

  /** Somebody acts as the leader of a term; true when that is news. */
  boolean leads(String node, long term) {
    String known = leaders.putIfAbsent(term, node);
    require(known == null || known.equals(node), "two leaders in " + term + ": " + node + known);
    return known == null;
  }

  /** Somebody says that everything committed before its term is applied. */
  void leading(String node, long term, long applied) {
    leads(node, term);
    for (long before : acknowledgedIn.headMap(term).values()) {
      require(
          applied >= before,
          node + " leads with " + applied + " applied, acknowledged before was " + before);
    }
  }

  long acknowledgedCount() {
    return acknowledged;
  }

  long acknowledgedThrough() {
    return acknowledgedThrough;
  }

  /** Everything that was applied anywhere, in the order in which it was. */
  long digest() {
    return digest;
  }

  static long print(LogEntry entry) {
    return 1 + (entry.term() * 1_000_003 + Arrays.hashCode(entry.payload())) * 2;
  }

  private void require(boolean condition, String what) {
    if (!condition) {
      throw new Violation("group " + groupId + ": " + what);
    }
  }

  /** The system broke a promise. */
  static final class Violation extends AssertionError {
    private static final long serialVersionUID = 1L;

    Violation(String message) {
      super(message);
    }
  }
}
