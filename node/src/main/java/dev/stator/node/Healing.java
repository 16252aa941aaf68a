package dev.stator.node;

import dev.stator.consensus.Membership;
import dev.stator.consensus.Membership.Kind;
import dev.stator.consensus.Membership.Member;
import dev.stator.consensus.RebuildPoint;
import dev.stator.consensus.ReplicaName;
import dev.stator.consensus.ReplicationGroup;
import dev.stator.node.copy.Rebuild;
import dev.stator.node.copy.Rebuilds;
import dev.stator.node.meta.Position;
import dev.stator.node.meta.RebuildMark;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A replica's side of rebuilding its store. On the group's serial executor. */
final class Healing {
  private final long partition;
  private final Kind kind;
  private final Applier applier;
  private final Rebuilds rebuilds;
  private final Surroundings node;
  private final Runnable copied;
  private @Nullable Rebuild rebuild;

  /** Is told when everything up to {@link #replayedThrough} is in the rows that are there. */
  private @Nullable Consumer<RebuildMark> replayed;

  private long replayedThrough;

  /**
   * @param kind a log replica has no rows, so to rebuild its store is only to say so
   * @param copied runs when all rows are there, which may be all that was missing
   */
  Healing(
      long partition,
      Kind kind,
      Applier applier,
      Rebuilds rebuilds,
      Surroundings node,
      Runnable copied) {
    this.partition = partition;
    this.kind = kind;
    this.applier = applier;
    this.rebuilds = rebuilds;
    this.node = node;
    this.copied = copied;
  }

  /** Goes on where a restart has interrupted. */
  void begin(ReplicationGroup joined) {
    RebuildMark mark = applier.mark();
    if (mark == null || rebuild != null) {
      return;
    }
    if (mark.copied()) {
      joined.rebuilt(mark.highestIndex());
    } else {
      rebuild =
          rebuilds.resume(
              partition,
              mark,
              () -> sources(joined, ""),
              (by, noted, then) -> forward(joined, by, noted, then),
              (by, last) -> copied(joined, by, last));
    }
  }

  /** As {@link dev.stator.consensus.StateMachine#rebuild} says. */
  void rebuild(ReplicationGroup joined, RebuildPoint point, String from, Runnable noted) {
    stop();
    RebuildMark mark = RebuildMark.begun(point);
    if (kind == Kind.LOG) {
      mark = mark.through(new byte[0], point.index(), new Position(point.index(), 0, 0)).complete();
    }
    applier.rebuilding(mark);
    rebuild =
        rebuilds.begin(
            partition,
            mark,
            () -> sources(joined, from),
            noted,
            (by, far, then) -> forward(joined, by, far, then),
            (by, last) -> copied(joined, by, last));
  }

  /** Nothing is put into the store any more by what is queued after this. */
  void stop() {
    Rebuild running = rebuild;
    rebuild = null;
    replayed = null;
    if (running != null) {
      running.stop();
    }
  }

  /** On the lane. Puts into the rows that are there what was committed meanwhile. */
  private void forward(
      ReplicationGroup joined, Rebuild by, RebuildMark mark, Consumer<RebuildMark> then) {
    joined
        .executor()
        .execute(() -> {
          if (rebuild == by) {
            applier.forward(mark);
            replayedThrough = joined.replay(node.logRoom(partition));
            replayed = then;
            drained();
          }
        });
  }

  /** All that was given to the applier is in the engine. */
  void drained() {
    Consumer<RebuildMark> then = replayed;
    if (then != null && applier.hasTaken(replayedThrough)) {
      replayed = null;
      then.accept(Objects.requireNonNull(applier.mark()));
    }
  }

  /** On the lane. */
  private void copied(ReplicationGroup joined, Rebuild by, RebuildMark mark) {
    joined
        .executor()
        .execute(() -> {
          // Another rebuild, or the end of the replica, may have come in between.
          if (rebuild == by) {
            rebuild = null;
            applier.rebuilt(mark);
            joined.rebuilt(Math.max(mark.highestIndex(), replayedThrough));
            copied.run();
          }
        });
  }

  /**
   * Nodes that may have the rows: other followers before the leader, which has enough to do. Any
   * thread.
   */
  private static List<String> sources(ReplicationGroup group, String from) {
    String self = ReplicaName.nodeOf(group.status().self());
    String leader = group.leader();
    Membership membership = group.membership();
    Set<String> nodes = new LinkedHashSet<>();
    List<Member> members = new ArrayList<>(membership.voters());
    members.addAll(membership.learners());
    for (Member member : members) {
      if (member.kind() == Kind.STORAGE && !member.name().equals(leader)) {
        nodes.add(ReplicaName.nodeOf(member.name()));
      }
    }
    for (String last : new String[] {leader, from}) {
      if (last != null && !last.isEmpty()) {
        nodes.add(ReplicaName.nodeOf(last));
      }
    }
    nodes.remove(self);
    return List.copyOf(nodes);
  }
}
