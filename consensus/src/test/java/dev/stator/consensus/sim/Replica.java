package dev.stator.consensus.sim;

import dev.stator.base.RandomSource;
import dev.stator.consensus.EntryKind;
import dev.stator.consensus.LogRoom;
import dev.stator.consensus.Membership;
import dev.stator.consensus.Membership.Kind;
import dev.stator.consensus.MembershipCodec1;
import dev.stator.consensus.RebuildPoint;
import dev.stator.consensus.ReplicationGroup;
import dev.stator.consensus.StateMachine;
import dev.stator.storage.wal.LogEntry;
import java.util.List;
import java.util.TreeMap;

/**
 * A state machine of a few rows, each with the print of the entry that wrote it last; its store is
 * flushed now and then. A log replica keeps no rows. A store that must be rebuilt is copied row by
 * row from other replicas, which go on meanwhile; now and then the rows that are there are given
 * what was committed meanwhile.
 */
final class Replica implements StateMachine {
  private static final int ROWS = 6;
  private static final long MILLIS = 1_000_000;
  private static final List<LogRoom> SOME_ROOM =
      List.of(LogRoom.AMPLE, LogRoom.AMPLE, LogRoom.AMPLE, LogRoom.SHORT, LogRoom.NONE);

  final String name;
  final Kind kind;
  private final Agreement agreement;
  private final Store store;
  private final RandomSource random;
  private final Sources sources;
  private final TreeMap<Long, Long> pending = new TreeMap<>();
  private ReplicationGroup group;
  private Content content;
  private int copying;

  /** Up to where rows that are there are given entries before more are copied. */
  private long replayedThrough;

  private boolean leading;
  private long leadingTerm;

  /** Where rows can be copied from. */
  interface Sources {
    /** Another replica that is whole and has applied at least this much, or null. */
    Replica source(Replica asking, long index);

    /** A store is being replaced: a good moment for a fault. */
    void rebuilding(Replica replica);
  }

  /** What a store holds. */
  private static final class Content {
    private long applied;
    private Membership membership;
    private RebuildPoint rebuilding;
    private int copied;
    private long highestRead;
    private final TreeMap<Integer, Long> rows = new TreeMap<>();

    Content copy() {
      Content copy = new Content();
      copy.applied = applied;
      copy.membership = membership;
      copy.rebuilding = rebuilding;
      copy.copied = copied;
      copy.highestRead = highestRead;
      copy.rows.putAll(rows);
      return copy;
    }
  }

  /** What survives a crash. */
  static final class Store {
    private Content durable = new Content();

    Store(Membership base) {
      durable.membership = base;
    }

    Membership membership() {
      return durable.membership;
    }
  }

  Replica(
      String name,
      Kind kind,
      Agreement agreement,
      Store store,
      RandomSource random,
      Sources sources) {
    this.name = name;
    this.kind = kind;
    this.agreement = agreement;
    this.store = store;
    this.random = random;
    this.sources = sources;
    this.content = store.durable.copy();
    if (content.rebuilding != null) {
      content.applied = content.rebuilding.index();
    }
  }

  void group(ReplicationGroup opened) {
    group = opened;
    if (content.rebuilding != null) {
      copy();
    }
  }

  ReplicationGroup group() {
    return group;
  }

  boolean leading() {
    return leading;
  }

  long leadingTerm() {
    return leadingTerm;
  }

  long applied() {
    return content.applied;
  }

  /** The newest membership that it has applied. */
  Membership membership() {
    return content.membership;
  }

  /** True when its rows are those at its applied index. */
  boolean consistent() {
    return (content.rebuilding == null || content.copied == ROWS)
        && content.applied >= content.highestRead;
  }

  /** On the group's executor. */
  void propose(byte[] command) {
    if (group.propose(command) instanceof ReplicationGroup.Proposal.Appended appended) {
      pending.put(appended.index(), appended.term());
    }
  }

  @Override
  public long appliedIndex() {
    return content.applied;
  }

  @Override
  public RebuildPoint rebuilding() {
    return content.rebuilding;
  }

  @Override
  public void rebuild(RebuildPoint point, String from, Runnable noted) {
    sources.rebuilding(this);
    copying++;
    replayedThrough = 0;
    after(
        random.nextInt(30) * MILLIS,
        () -> {
          content = new Content();
          content.rebuilding = point;
          content.applied = point.index();
          content.membership = point.membership();
          content.highestRead = point.index();
          flush();
          noted.run();
          copy();
        });
  }

  private void copy() {
    int number = copying;
    group.executor().execute(() -> copySome(number));
  }

  /** One row of another replica at a time; the place to go on from is durable now and then. */
  private void copySome(int number) {
    RebuildPoint point = content.rebuilding;
    if (number != copying) {
      return;
    }
    if (content.applied < replayedThrough) {
      after(MILLIS, () -> copySome(number));
      return;
    }
    if (kind == Kind.LOG || content.copied == ROWS) {
      content.copied = ROWS;
      flush();
      group.rebuilt(Math.max(content.highestRead, content.applied));
      return;
    }
    Replica source = sources.source(this, point.index());
    if (source != null) {
      Long row = source.content.rows.get(content.copied);
      if (row == null) {
        content.rows.remove(content.copied);
      } else {
        content.rows.put(content.copied, row);
      }
      content.highestRead = Math.max(content.highestRead, source.applied());
      content.copied++;
      if (random.chance(0.3)) {
        flush();
      }
      if (random.chance(0.4)) {
        replayedThrough = group.replay(SOME_ROOM.get(random.nextInt(SOME_ROOM.size())));
      }
    }
    after((1 + random.nextInt(20)) * MILLIS, () -> copySome(number));
  }

  private void after(long nanos, Runnable task) {
    group.executor().schedule(nanos, task);
  }

  private void flush() {
    store.durable = content.copy();
  }

  @Override
  public void apply(List<LogEntry> entries, long throughIndex) {
    boolean inPart = content.rebuilding != null && content.copied < ROWS;
    if (inPart && throughIndex > replayedThrough) {
      throw new Agreement.Violation(name + " is given entries while its store is rebuilt");
    }
    int next = 0;
    for (long index = content.applied + 1; index <= throughIndex; index++) {
      boolean given = next < entries.size() && entries.get(next).index() == index;
      LogEntry entry = given ? entries.get(next++) : null;
      agreement.applied(name, index, entry);
      if (entry != null) {
        take(entry, inPart ? content.copied : ROWS);
      }
      Long term = pending.remove(index);
      if (term != null && entry != null && entry.term() == term) {
        agreement.acknowledged(index, term);
      }
    }
    if (next != entries.size()) {
      throw new Agreement.Violation(name + " was given entries twice or out of order");
    }
    content.applied = throughIndex;
    if (!inPart) {
      content.rebuilding = null;
    } else if (!entries.isEmpty()) {
      LogEntry last = entries.getLast();
      content.rebuilding = new RebuildPoint(last.index(), last.term(), content.membership);
      content.highestRead = Math.max(content.highestRead, last.index());
    }
    if (kind == Kind.STORAGE && consistent()) {
      agreement.state(name, content.applied, content.rows.hashCode());
    }
    if (random.chance(0.05)) {
      flush();
      group.durableThrough(
          content.rebuilding == null ? content.applied : content.rebuilding.index(),
          SOME_ROOM.get(random.nextInt(SOME_ROOM.size())));
    }
  }

  /** Rows from {@code rows} on will be copied. */
  private void take(LogEntry entry, int rows) {
    if (entry.kind() == EntryKind.MEMBERSHIP) {
      content.membership = MembershipCodec1.decode(entry.payload());
    } else if (kind == Kind.STORAGE && Math.floorMod(entry.payload()[0], ROWS) < rows) {
      content.rows.put(Math.floorMod(entry.payload()[0], ROWS), Agreement.print(entry));
    }
  }

  @Override
  public void leading(long term) {
    leading = true;
    leadingTerm = term;
    if (kind == Kind.LOG || !consistent()) {
      throw new Agreement.Violation(name + " leads without the data");
    }
    agreement.leading(name, term, content.applied);
  }

  @Override
  public void notLeading(String leader) {
    if (!leading) {
      throw new Agreement.Violation(name + " was not leading");
    }
    leading = false;
    pending.clear();
  }
}
