package dev.stator.cluster.directory;

import dev.stator.base.Check;
import dev.stator.cluster.member.NodeDirectory;
import dev.stator.cluster.table.NodeItems;
import dev.stator.cluster.table.PlacementDirectory;
import dev.stator.cluster.table.PlacementItems;
import dev.stator.cluster.table.RemovalItems;
import dev.stator.cluster.table.SystemTables;
import dev.stator.cluster.table.TableDirectory;
import dev.stator.cluster.table.TableItems;
import dev.stator.model.Item;
import dev.stator.model.item.ItemCodec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The system table as far as this node knows it, with the index of each item's last change, so that
 * others can be told what is newer than what they have. What it learns it publishes to the
 * directories. Any thread may read; changes come one after the other.
 *
 * <p>Deleted items are remembered for a while. Who was last told before the oldest of them starts
 * over.
 */
public final class SystemView {
  /** How many deleted items are remembered. */
  static final int DELETED_MAX = 10_000;

  private final TableDirectory tables;
  private final NodeDirectory nodes;
  private final PlacementDirectory placements;
  private final CopyOnWriteArrayList<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final TreeMap<Key, SystemChange> last = new TreeMap<>();
  private final TreeMap<Position, SystemChange> inOrder = new TreeMap<>();
  private final TreeMap<Position, SystemChange> deleted = new TreeMap<>();
  private long version;
  private long forgottenThrough;

  public SystemView(TableDirectory tables, NodeDirectory nodes, PlacementDirectory placements) {
    this.tables = tables;
    this.nodes = nodes;
    this.placements = placements;
  }

  /** Runs after every change, on the thread that brings it. */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /** The index of the last entry of the system table's log that is in here; 0 for none. */
  public synchronized long version() {
    return version;
  }

  /** An item as it was last seen. */
  public @Nullable Item find(String kind, String name) {
    SystemChange change;
    synchronized (this) {
      change = last.get(new Key(kind, name));
    }
    return change == null || change.item() == null ? null : ItemCodec.decode(change.item());
  }

  /** Takes what is in the store, instead of whatever was known. */
  public void replace(long through, Collection<SystemChange> all) {
    synchronized (this) {
      if (through < version) {
        return;
      }
      TreeMap<Key, SystemChange> before = new TreeMap<>(last);
      last.clear();
      inOrder.clear();
      deleted.clear();
      forgottenThrough = through;
      version = through;
      for (SystemChange change : all) {
        put(change);
        before.remove(Key.of(change));
      }
      before.values().forEach(this::withdraw);
      publish(all);
    }
    listeners.forEach(Runnable::run);
  }

  /** Takes the changes that lead from an earlier version to this one; older ones change nothing. */
  public void apply(long through, List<SystemChange> changes) {
    synchronized (this) {
      if (through <= version) {
        return;
      }
      List<SystemChange> fresh = new ArrayList<>(changes.size());
      for (SystemChange change : changes) {
        if (change.index() > version) {
          fresh.add(change);
        }
      }
      fresh.forEach(this::put);
      version = through;
      List<SystemChange> newest = new ArrayList<>(fresh.size());
      for (SystemChange change : fresh) {
        if (change.equals(last.get(Key.of(change)))) {
          newest.add(change);
        }
      }
      publish(newest);
      newest.forEach(change -> {
        if (change.item() == null) {
          withdraw(change);
        }
      });
      forgetSome();
    }
    if (!changes.isEmpty()) {
      listeners.forEach(Runnable::run);
    }
  }

  /**
   * What happened after {@code since}.
   *
   * @param deletedThrough what was deleted up to this index does not matter to the asker
   * @param bytesMax about how large the answer may become; one entry's changes always fit
   */
  public synchronized SystemDelta since(long since, long deletedThrough, int bytesMax) {
    if (since > 0 && deletedThrough < forgottenThrough) {
      return new SystemDelta(since, 0, version, true, false, List.of());
    }
    if (since >= version) {
      return new SystemDelta(since, since, version, false, false, List.of());
    }
    List<SystemChange> changes = new ArrayList<>();
    int bytes = 0;
    long through = since;
    for (SystemChange change : inOrder.tailMap(Position.after(since), true).values()) {
      boolean sameEntry = change.index() == through;
      if (!sameEntry && !changes.isEmpty() && bytes + change.size() > bytesMax) {
        return new SystemDelta(since, through, version, false, true, changes);
      }
      changes.add(change);
      bytes += change.size();
      through = change.index();
    }
    return new SystemDelta(since, version, version, false, false, changes);
  }

  private void put(SystemChange change) {
    Key key = Key.of(change);
    SystemChange before = last.put(key, change);
    if (before != null) {
      inOrder.remove(Position.of(before));
      deleted.remove(Position.of(before));
    }
    inOrder.put(Position.of(change), change);
    if (change.item() == null) {
      deleted.put(Position.of(change), change);
    }
  }

  private void forgetSome() {
    while (deleted.size() > DELETED_MAX) {
      SystemChange oldest = deleted.pollFirstEntry().getValue();
      inOrder.remove(Position.of(oldest));
      last.remove(Key.of(oldest));
      forgottenThrough = Math.max(forgottenThrough, oldest.index());
    }
  }

  /** Tables come last: whoever sees one finds its placements. */
  private void publish(Collection<SystemChange> changes) {
    for (SystemChange change : changes) {
      if (!change.kind().equals(SystemTables.KIND_TABLE)) {
        publish(change);
      }
    }
    for (SystemChange change : changes) {
      if (change.kind().equals(SystemTables.KIND_TABLE)) {
        publish(change);
      }
    }
  }

  /** An item of a kind that is not known here was made by a newer Stator, and means nothing yet. */
  private void publish(SystemChange change) {
    byte[] encoded = change.item();
    if (encoded == null) {
      return;
    }
    Item item = ItemCodec.decode(encoded);
    switch (change.kind()) {
      case SystemTables.KIND_TABLE -> tables.publish(TableItems.fromItem(item));
      case SystemTables.KIND_NODE -> nodes.publish(NodeItems.fromItem(item).node());
      case SystemTables.KIND_PLACEMENT -> placements.publish(PlacementItems.fromItem(item));
      case SystemTables.KIND_REMOVAL -> nodes.publish(RemovalItems.fromItem(item));
      default -> {}
    }
  }

  private void withdraw(SystemChange change) {
    switch (change.kind()) {
      case SystemTables.KIND_TABLE -> tables.withdraw(change.name());
      case SystemTables.KIND_NODE -> nodes.withdraw(change.name());
      case SystemTables.KIND_PLACEMENT -> placements.withdraw(Long.parseLong(change.name()));
      case SystemTables.KIND_REMOVAL -> nodes.withdrawRemoval(change.name());
      default -> {}
    }
  }

  private record Key(String kind, String name) implements Comparable<Key> {
    static Key of(SystemChange change) {
      return new Key(change.kind(), change.name());
    }

    @Override
    public int compareTo(Key other) {
      int kinds = kind.compareTo(other.kind);
      return kinds != 0 ? kinds : name.compareTo(other.name);
    }
  }

  /** An entry may change several items. */
  private record Position(long index, String kind, String name) implements Comparable<Position> {
    Position {
      Check.that(index > 0, "entries are counted from 1");
    }

    static Position of(SystemChange change) {
      return new Position(change.index(), change.kind(), change.name());
    }

    static Position after(long index) {
      return new Position(index + 1, "", "");
    }

    @Override
    public int compareTo(Position other) {
      int indexes = Long.compare(index, other.index);
      int kinds = indexes != 0 ? indexes : kind.compareTo(other.kind);
      return kinds != 0 ? kinds : name.compareTo(other.name);
    }
  }
}
