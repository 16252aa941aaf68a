package dev.stator.cluster.member;

import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The nodes that this member knows of, by name. Any thread may read. */
public final class NodeDirectory {
  private final ConcurrentSkipListMap<String, NodeInfo> nodes = new ConcurrentSkipListMap<>();
  private final ConcurrentSkipListSet<String> leaving = new ConcurrentSkipListSet<>();
  private final ConcurrentSkipListSet<String> met = new ConcurrentSkipListSet<>();
  private final CopyOnWriteArrayList<Consumer<NodeInfo>> listeners = new CopyOnWriteArrayList<>();
  private final CopyOnWriteArrayList<Consumer<String>> gone = new CopyOnWriteArrayList<>();

  public @Nullable NodeInfo find(String name) {
    return nodes.get(name);
  }

  /** All nodes, in order of their names. */
  public List<NodeInfo> all() {
    return List.copyOf(nodes.values());
  }

  public void publish(NodeInfo node) {
    if (!node.equals(nodes.put(node.name(), node))) {
      listeners.forEach(listener -> listener.accept(node));
    }
  }

  /** A node has said who it is. It may be a member or not: it can be asked, and that is all. */
  public void meet(String name) {
    met.add(name);
  }

  /** All nodes that can be asked, members or not, in order of their names. */
  public List<String> askable() {
    TreeSet<String> names = new TreeSet<>(nodes.keySet());
    names.addAll(met);
    return List.copyOf(names);
  }

  /** The node is no member any more. */
  public void withdraw(String name) {
    if (nodes.remove(name) != null) {
      gone.forEach(listener -> listener.accept(name));
    }
  }

  /** The node is about to leave for good, or has left. */
  public void publish(Removal removal) {
    leaving.add(removal.node());
    if (removal.phase() == Removal.Phase.GONE) {
      withdraw(removal.node());
    }
  }

  /** The node stays, or may join again. */
  public void withdrawRemoval(String name) {
    leaving.remove(name);
  }

  /** Nodes that are to have no replicas, members or not, in order of their names. */
  public List<String> leaving() {
    return List.copyOf(leaving);
  }

  /** Whether a node is to have no replicas. */
  public boolean isLeaving(String name) {
    return leaving.contains(name);
  }

  /** Hears of each node that is no member any more, on the thread that says so. */
  public void onGone(Consumer<String> listener) {
    gone.add(listener);
  }

  /** Hears of each node that is new or changed from now on, on the thread that publishes it. */
  public void onChange(Consumer<NodeInfo> listener) {
    listeners.add(listener);
  }
}
