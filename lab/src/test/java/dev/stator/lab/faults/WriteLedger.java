package dev.stator.lab.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What one writer knows of its own items. An item is a version number that all its attributes
 * carry; version 0 is no item. Each item has one version that is certain, and, after a write
 * without an answer, one more that is possible. Not thread safe: one writer, one ledger.
 */
final class WriteLedger {
  /** No item. */
  static final long ABSENT = 0;

  /** An item whose attributes do not agree: half a write. */
  static final long TORN = -1;

  private final SortedMap<String, TreeSet<Long>> possible = new TreeMap<>();

  /** The only version that the item can have. */
  long certain(String key) {
    TreeSet<Long> versions = versions(key);
    if (versions.size() != 1) {
      throw new IllegalStateException(key + " may have any version of " + versions);
    }
    return versions.first();
  }

  private TreeSet<Long> versions(String key) {
    return possible.computeIfAbsent(key, k -> new TreeSet<>(List.of(ABSENT)));
  }

  /** A write is about to be sent: from now on either version is possible. */
  void sending(String key, long version) {
    versions(key).add(version);
  }

  /** The write was acknowledged: only its version is possible. */
  void acknowledged(String key, long version) {
    possible.put(key, new TreeSet<>(List.of(version)));
  }

  /** The write was refused: it never happened. */
  void refused(String key, long version) {
    versions(key).remove(version);
  }

  List<String> keys() {
    return List.copyOf(possible.keySet());
  }

  boolean mayExist(String key) {
    return versions(key).stream().anyMatch(version -> version != ABSENT);
  }

  /**
   * Compares what was read with what is possible, and from then on holds what was read for certain.
   *
   * @return what is wrong, in one sentence; empty when it is right
   */
  List<String> observed(String key, long version) {
    TreeSet<Long> versions = versions(key);
    List<String> wrong = new ArrayList<>();
    if (version == TORN) {
      wrong.add(key + " is half of a write");
    } else if (!versions.contains(version)) {
      wrong.add(key + " has version " + version + ", possible were " + versions);
    }
    acknowledged(key, version);
    return wrong;
  }
}
