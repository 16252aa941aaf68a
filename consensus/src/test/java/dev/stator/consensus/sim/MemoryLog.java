package dev.stator.consensus.sim;

import dev.stator.base.RandomSource;
import dev.stator.base.SerialExecutor;
import dev.stator.storage.wal.GroupLog;
import dev.stator.storage.wal.HardState;
import dev.stator.storage.wal.LogEntry;
import dev.stator.storage.wal.SharedLog;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * A shared log in memory with the port's contract: what is appended is readable at once and durable
 * only after a sync; a crash loses a random part of what was not synced.
 */
final class MemoryLog implements SharedLog {
  private final Platter platter;
  private final SerialExecutor writer;
  private final TreeMap<Long, Group> groups = new TreeMap<>();
  private final ArrayDeque<Op> queue = new ArrayDeque<>();
  private boolean syncQueued;

  /** What survives. */
  static final class Platter {
    private final TreeMap<Long, Content> contents = new TreeMap<>();

    private Content content(long group) {
      return contents.computeIfAbsent(group, any -> new Content());
    }

    private final ArrayDeque<Op> unsynced = new ArrayDeque<>();

    /** Lets a random part of the unsynced operations take effect, in order; loses the rest. */
    void crash(RandomSource random) {
      int survive = random.nextInt(unsynced.size() + 1);
      for (int i = 0; i < survive; i++) {
        unsynced.remove().applyTo(this);
      }
      unsynced.clear();
    }
  }

  /** A group's log and hard state. */
  private static final class Content {
    private HardState hard = HardState.INITIAL;
    private long base;
    private long baseTerm;
    private final List<LogEntry> entries = new ArrayList<>();

    long last() {
      return base + entries.size();
    }

    void add(LogEntry entry) {
      if (entry.index() <= last()) {
        entries.subList((int) (entry.index() - base - 1), entries.size()).clear();
      }
      if (entry.index() != last() + 1) {
        throw new IllegalStateException("a hole: " + entry.index() + " after " + last());
      }
      entries.add(entry);
    }

    void append(HardState newHard, List<LogEntry> added) {
      hard = newHard != null ? newHard : hard;
      added.forEach(this::add);
    }

    void reset(long index, long term) {
      entries.clear();
      base = index;
      baseTerm = term;
    }

    void trim(long index) {
      if (index > base) {
        baseTerm = entries.get((int) (index - base - 1)).term();
        entries.subList(0, (int) (index - base)).clear();
        base = index;
      }
    }

    Content copy() {
      Content copy = new Content();
      copy.hard = hard;
      copy.base = base;
      copy.baseTerm = baseTerm;
      copy.entries.addAll(entries);
      return copy;
    }
  }

  private record Op(Consumer<Platter> effect, Executor on, Runnable synced) {
    Op(Consumer<Platter> effect) {
      this(effect, Runnable::run, () -> {});
    }

    void applyTo(Platter platter) {
      effect.accept(platter);
    }
  }

  MemoryLog(Platter platter, SerialExecutor writer) {
    this.platter = platter;
    this.writer = writer;
  }

  @Override
  public GroupLog group(long groupId) {
    return groups.computeIfAbsent(groupId, Group::new);
  }

  @Override
  public List<Long> groups() {
    return List.copyOf(platter.contents.keySet());
  }

  @Override
  public long bytes() {
    return 0;
  }

  @Override
  public List<Long> groupsHoldingOldestSegment() {
    return List.of();
  }

  @Override
  public boolean nearlyFull() {
    return false;
  }

  @Override
  public boolean refusesNew(long groupId) {
    return false;
  }

  @Override
  public boolean refuses(long groupId) {
    return false;
  }

  @Override
  public boolean overloaded() {
    return false;
  }

  @Override
  public boolean full() {
    return false;
  }

  @Override
  public void close() {}

  private void queue(Op op) {
    queue.add(op);
    platter.unsynced.add(op);
    if (!syncQueued) {
      syncQueued = true;
      writer.execute(this::sync);
    }
  }

  private void sync() {
    syncQueued = false;
    while (!queue.isEmpty()) {
      Op op = queue.remove();
      if (platter.unsynced.remove() != op) {
        throw new IllegalStateException("synced out of order");
      }
      op.applyTo(platter);
      op.on.execute(op.synced);
    }
  }

  private final class Group implements GroupLog {
    private final long id;
    private Content content;

    Group(long id) {
      this.id = id;
      Content durable = platter.contents.get(id);
      this.content = durable == null ? new Content() : durable.copy();
    }

    @Override
    public long groupId() {
      return id;
    }

    @Override
    public long firstIndex() {
      return content.base + 1;
    }

    @Override
    public long lastIndex() {
      return content.last();
    }

    @Override
    public long term(long index) {
      return index == content.base
          ? content.baseTerm
          : content.entries.get((int) (index - content.base - 1)).term();
    }

    @Override
    public HardState hardState() {
      return content.hard;
    }

    @Override
    public List<LogEntry> read(long from, long bytesMax) {
      List<LogEntry> result = new ArrayList<>();
      long bytes = 0;
      for (long i = from; i <= content.last(); i++) {
        LogEntry entry = content.entries.get((int) (i - content.base - 1));
        bytes += entry.payload().length;
        if (bytes > bytesMax && !result.isEmpty()) {
          break;
        }
        result.add(entry);
      }
      return result;
    }

    @Override
    public void append(HardState hard, List<LogEntry> entries, Executor on, Runnable synced) {
      List<LogEntry> added = List.copyOf(entries);
      if (hard == null && added.isEmpty()) {
        queue(new Op(platter -> {}, on, synced));
        return;
      }
      content.append(hard, added);
      queue(new Op(platter -> platter.content(id).append(hard, added), on, synced));
    }

    @Override
    public void trim(long index) {
      content.trim(index);
      queue(new Op(platter -> platter.content(id).trim(index)));
    }

    @Override
    public void reset(long index, long term, Executor on, Runnable synced) {
      content.reset(index, term);
      queue(new Op(platter -> platter.content(id).reset(index, term), on, synced));
    }

    @Override
    public void drop() {
      content = new Content();
      queue(new Op(platter -> platter.contents.remove(id)));
    }
  }
}
