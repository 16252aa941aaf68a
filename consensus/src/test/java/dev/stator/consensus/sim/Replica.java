package dev.stator.consensus.sim;

import dev.stator.base.RandomSource;
import dev.stator.consensus.RebuildPoint;
import dev.stator.consensus.ReplicationGroup;
import dev.stator.consensus.StateMachine;
import dev.stator.storage.wal.LogEntry;
import java.util.List;
import java.util.TreeMap;

/** A state machine whose state is a hash of all it was given; its store is flushed now and then. */
final class Replica implements StateMachine {
  private final String node;
  private final Agreement agreement;
  private final Store store;
  private final RandomSource random;
  private final TreeMap<Long, Long> pending = new TreeMap<>();
  private ReplicationGroup group;
  private long applied;
  private long hash;
  private boolean leading;

  /** What survives a crash. */
  static final class Store {
    private long applied;
    private long hash;
  }

  Replica(String node, Agreement agreement, Store store, RandomSource random) {
    this.node = node;
    this.agreement = agreement;
    this.store = store;
    this.random = random;
    this.applied = store.applied;
    this.hash = store.hash;
  }

  void group(ReplicationGroup opened) {
    group = opened;
  }

  ReplicationGroup group() {
    return group;
  }

  boolean leading() {
    return leading;
  }

  long applied() {
    return applied;
  }

  /** On the group's executor. */
  void propose(byte[] command) {
    if (group.propose(command) instanceof ReplicationGroup.Proposal.Appended appended) {
      pending.put(appended.index(), appended.term());
    }
  }

  @Override
  public long appliedIndex() {
    return applied;
  }

  @Override
  public RebuildPoint rebuilding() {
    return null;
  }

  @Override
  public void rebuild(RebuildPoint point, String from, Runnable noted) {
    throw new IllegalStateException("nobody has trimmed the log");
  }

  @Override
  public void apply(List<LogEntry> commands, long throughIndex) {
    int next = 0;
    for (long index = applied + 1; index <= throughIndex; index++) {
      boolean command = next < commands.size() && commands.get(next).index() == index;
      LogEntry entry = command ? commands.get(next++) : null;
      agreement.applied(node, index, entry);
      hash = hash * 31 + (entry == null ? 0 : Agreement.print(entry));
      Long term = pending.remove(index);
      if (term != null && entry != null && entry.term() == term) {
        agreement.acknowledged(index, term);
      }
    }
    if (next != commands.size()) {
      throw new Agreement.Violation(node + " was given commands twice or out of order");
    }
    applied = throughIndex;
    agreement.state(node, applied, hash);
    if (random.chance(0.05)) {
      store.applied = applied;
      store.hash = hash;
      group.durableThrough(applied);
    }
  }

  @Override
  public void leading(long term) {
    leading = true;
    agreement.leading(node, term, applied);
  }

  @Override
  public void notLeading(String leader) {
    if (!leading) {
      throw new Agreement.Violation(node + " was not leading");
    }
    leading = false;
    pending.clear();
  }
}
