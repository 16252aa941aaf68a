package dev.stator.lab.check;

import dev.stator.lab.check.TransactionOperation.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whether operations on several items happened one after the other, each as a whole, in an order
 * that agrees with the order in which clients saw them begin and end.
 *
 * <p>Writes say which version they replaced, so the versions of each item form a chain, and what
 * each operation depends on is known exactly: the writer of what it saw comes before it, and
 * whoever replaced what it saw comes after it. An operation that ended before another began comes
 * before that, too. There is an order when these have no circle (Adya, "Weak consistency", 1999).
 */
public final class Serializability {
  private final TreeMap<Long, TransactionOperation> all = new TreeMap<>();
  private final TreeMap<Long, TransactionOperation> effective = new TreeMap<>();
  private final Map<String, TreeMap<Long, Long>> replacedBy = new TreeMap<>();

  private Serializability(Collection<TransactionOperation> history) {
    history.forEach(operation -> all.put(operation.id(), operation));
  }

  /**
   * What is wrong; null when all is well.
   *
   * @param last the version of each item when all was over
   */
  public static @Nullable String violation(
      Collection<TransactionOperation> history, Map<String, Long> last) {
    Serializability check = new Serializability(history);
    String wrong = check.findEffective(last);
    wrong = wrong == null ? check.chain(last) : wrong;
    return wrong == null ? check.circle() : wrong;
  }

  /** Operations of unknown outcome took effect when somebody saw what they wrote. */
  private @Nullable String findEffective(Map<String, Long> last) {
    Deque<TransactionOperation> fresh = new ArrayDeque<>();
    for (TransactionOperation operation : all.values()) {
      if (operation.outcome() == Outcome.DONE) {
        effective.put(operation.id(), operation);
        fresh.add(operation);
      }
    }
    for (Map.Entry<String, Long> end : last.entrySet()) {
      String wrong = see("the end", end.getKey(), end.getValue(), fresh);
      if (wrong != null) {
        return wrong;
      }
    }
    TransactionOperation next;
    while ((next = fresh.poll()) != null) {
      for (Map.Entry<String, Long> seen : next.seen().entrySet()) {
        String wrong = see("operation " + next.id(), seen.getKey(), seen.getValue(), fresh);
        if (wrong != null) {
          return wrong;
        }
      }
    }
    return null;
  }

  private @Nullable String see(
      String who, String item, long version, Deque<TransactionOperation> fresh) {
    if (version == 0) {
      return null;
    }
    TransactionOperation writer = all.get(version);
    if (writer == null || !writer.written().contains(item)) {
      return who + " saw version " + version + " of " + item + ", which nobody wrote";
    }
    if (writer.outcome() == Outcome.NOTHING) {
      return who
          + " saw version "
          + version
          + " of "
          + item
          + ", whose write was refused: "
          + writer;
    }
    if (effective.put(version, writer) == null) {
      fresh.add(writer);
    }
    return null;
  }

  /** The versions of each item follow one another, and all that took effect are among them. */
  private @Nullable String chain(Map<String, Long> last) {
    Map<String, Integer> writers = new TreeMap<>();
    for (TransactionOperation operation : effective.values()) {
      for (String item : operation.written()) {
        long before = operation.seen().getOrDefault(item, 0L);
        Long other =
            replacedBy.computeIfAbsent(item, any -> new TreeMap<>()).put(before, operation.id());
        if (other != null) {
          return "version "
              + before
              + " of "
              + item
              + " was replaced twice: by "
              + all.get(other)
              + " and by "
              + operation;
        }
        writers.merge(item, 1, Integer::sum);
      }
    }
    for (Map.Entry<String, Long> end : last.entrySet()) {
      TreeMap<Long, Long> next = replacedBy.getOrDefault(end.getKey(), new TreeMap<>());
      long version = 0;
      int length = 0;
      while (next.containsKey(version)) {
        version = next.get(version);
        length++;
      }
      if (version != end.getValue()) {
        return end.getKey()
            + " ended as version "
            + end.getValue()
            + " instead of "
            + version
            + ": "
            + all.get(version)
            + " is lost";
      }
      if (length != writers.getOrDefault(end.getKey(), 0)) {
        return "a write of " + end.getKey() + " is in no order with the others";
      }
    }
    return null;
  }

  private @Nullable String circle() {
    Graph graph = new Graph();
    for (TransactionOperation operation : effective.values()) {
      operation
          .seen()
          .forEach((item, version) -> {
            if (version != 0) {
              graph.edge(version, operation.id());
            }
            Long replacer = replacedBy.getOrDefault(item, new TreeMap<>()).get(version);
            if (replacer != null && replacer != operation.id()) {
              graph.edge(operation.id(), replacer);
            }
          });
    }
    addTime(graph);
    List<Long> left = graph.left();
    if (left.isEmpty()) {
      return null;
    }
    StringBuilder text = new StringBuilder("there is no order of these operations:");
    left.stream()
        .filter(effective::containsKey)
        .limit(40)
        .forEach(id -> text.append("\n  ").append(effective.get(id)));
    return text.toString();
  }

  /**
   * What ended before another began comes before it. Instants, as nodes with negative ids, stand
   * between the two, so that there are few edges.
   */
  private void addTime(Graph graph) {
    List<TransactionOperation> ended = new ArrayList<>();
    for (TransactionOperation operation : effective.values()) {
      if (operation.outcome() == Outcome.DONE) {
        ended.add(operation);
      }
    }
    ended.sort(Comparator.comparingLong(TransactionOperation::returnedNanos));
    TreeMap<Long, Long> instants = new TreeMap<>();
    long instant = 0;
    for (TransactionOperation operation : ended) {
      instant--;
      graph.edge(operation.id(), instant);
      if (instant < -1) {
        graph.edge(instant + 1, instant);
      }
      instants.put(operation.returnedNanos(), instant);
    }
    for (TransactionOperation operation : effective.values()) {
      Map.Entry<Long, Long> before = instants.lowerEntry(operation.invokedNanos());
      if (before != null) {
        graph.edge(before.getValue(), operation.id());
      }
    }
  }

  /** Nodes and which comes before which. */
  private static final class Graph {
    private final Map<Long, Set<Long>> after = new TreeMap<>();
    private final Map<Long, Set<Long>> before = new TreeMap<>();

    void edge(long from, long to) {
      after.computeIfAbsent(from, any -> new TreeSet<>()).add(to);
      before.computeIfAbsent(to, any -> new TreeSet<>()).add(from);
    }

    /** The nodes on circles, when those are taken away that are not. */
    List<Long> left() {
      peel(after, before);
      peel(before, after);
      return List.copyOf(after.keySet());
    }

    /** Takes away, again and again, what nothing comes before. */
    private static void peel(Map<Long, Set<Long>> forward, Map<Long, Set<Long>> backward) {
      Deque<Long> free = new ArrayDeque<>();
      for (long node : forward.keySet()) {
        if (!backward.containsKey(node)) {
          free.add(node);
        }
      }
      Long node;
      while ((node = free.poll()) != null) {
        Set<Long> next = forward.remove(node);
        if (next == null) {
          continue;
        }
        for (long to : next) {
          Set<Long> left = backward.get(to);
          if (left != null) {
            left.remove(node);
            if (left.isEmpty()) {
              backward.remove(to);
              free.add(to);
            }
          }
        }
      }
    }
  }
}
