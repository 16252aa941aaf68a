package dev.stator.node;

import dev.stator.base.Clock;
import dev.stator.cluster.member.NodeDirectory;
import dev.stator.cluster.member.NodeInfo;
import dev.stator.cluster.table.Placement;
import dev.stator.cluster.table.PlacementDirectory;
import dev.stator.node.repair.GroupView.NodeView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** What this node knows of the others: who is heard, for how long, and who refused something. */
final class Peers {
  private static final long REFUSED_NANOS = 5_000_000_000L;

  /** A node that has to let go of an older replica first needs a moment. */
  private static final long PATIENCE_NANOS = 3_000_000_000L;

  private static final long SECOND = 1_000_000_000L;

  /** Silence that is none: so long may pass between two pings that are heard. */
  static final long HEARD_NANOS = SECOND / 2;

  private final String self;
  private final ToLongFunction<String> incarnation;
  private final ToLongFunction<String> silentNanos;
  private final PlacementDirectory placements;
  private final Clock clock;
  private final TreeMap<String, Peer> peers = new TreeMap<>();

  /** Replicas by node, as far as the directory knows; counted once in a while. */
  private Map<String, Integer> replicas = new TreeMap<>();

  private long countedNanos;
  private boolean counted;

  private static final class Peer {
    boolean heard;
    long incarnation;
    long sinceNanos;
    boolean refused;
    long refusedNanos;
    boolean hesitates;
    long hesitatesNanos;
  }

  /**
   * @param incarnation of a node that a group is shared with: 0 when it is not there, and another
   *     one when it is another process
   * @param silentNanos for how long a node has said nothing that a group is shared with; 0 for one
   *     that is there, and for any other
   */
  Peers(
      String self,
      ToLongFunction<String> incarnation,
      ToLongFunction<String> silentNanos,
      PlacementDirectory placements,
      Clock clock) {
    this.self = self;
    this.incarnation = incarnation;
    this.silentNanos = silentNanos;
    this.placements = placements;
    this.clock = clock;
  }

  /** Those that came, went or began anew since the last call. */
  List<String> changed(List<String> names) {
    List<String> changed = new ArrayList<>();
    long now = clock.nanos();
    for (String name : names) {
      Peer known = peers.get(name);
      Peer peer = known == null ? new Peer() : known;
      long which = name.equals(self) ? 1 : incarnation.applyAsLong(name);
      boolean here = which != 0;
      if (known == null || peer.heard != here || (here && peer.incarnation != which)) {
        peer.heard = here;
        peer.incarnation = which;
        peer.sinceNanos = now;
        peers.put(name, peer);
        changed.add(name);
      }
    }
    return changed;
  }

  /** For how long a node has been heard without a break; 0 when it is not. */
  long heardFor(String name) {
    Peer peer = peers.get(name);
    return peer == null || !peer.heard ? 0 : clock.nanos() - peer.sinceNanos;
  }

  /**
   * For how long a node has been silent that is asked whether it is there; 0 when it is. A node is
   * asked from when a group is shared with it: until then it owes no answer, however long ago it
   * was heard, and may be there.
   */
  long silentFor(String name) {
    return silentNanos.applyAsLong(name);
  }

  /** It does not do what it is asked now; another may. */
  void refused(String name) {
    Peer peer = peers.get(name);
    if (peer != null) {
      peer.refused = true;
      peer.refusedNanos = clock.nanos();
    }
  }

  /** It is not done yet: asked again for a while before another is. */
  void notDone(String name) {
    Peer peer = peers.get(name);
    if (peer == null) {
      return;
    }
    long now = clock.nanos();
    if (!peer.hesitates || now - peer.hesitatesNanos > 4 * PATIENCE_NANOS) {
      peer.hesitates = true;
      peer.hesitatesNanos = now;
    } else if (now - peer.hesitatesNanos >= PATIENCE_NANOS) {
      peer.hesitates = false;
      refused(name);
    }
  }

  /**
   * All nodes, and those that have left for good, for a decision. One that need not say anything is
   * taken to be there.
   */
  List<NodeView> views(NodeDirectory nodes) {
    count();
    long now = clock.nanos();
    List<NodeView> views = new ArrayList<>();
    for (String gone : nodes.leaving()) {
      if (nodes.find(gone) == null) {
        views.add(new NodeView(gone, "", false, true, 0));
      }
    }
    for (NodeInfo node : nodes.all()) {
      Peer peer = peers.get(node.name());
      boolean refuses = peer != null && peer.refused && now - peer.refusedNanos < REFUSED_NANOS;
      boolean here = silentFor(node.name()) < HEARD_NANOS;
      views.add(
          new NodeView(
              node.name(),
              node.zone(),
              here && !refuses,
              nodes.isLeaving(node.name()),
              replicas.getOrDefault(node.name(), 0)));
    }
    return views;
  }

  private void count() {
    long now = clock.nanos();
    if (counted && now - countedNanos < SECOND) {
      return;
    }
    counted = true;
    countedNanos = now;
    replicas = new TreeMap<>();
    for (Placement placement : placements.all()) {
      for (Placement.Replica replica : placement.replicas()) {
        replicas.merge(replica.node(), 1, Integer::sum);
      }
    }
  }
}
