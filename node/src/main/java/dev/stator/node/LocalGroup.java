package dev.stator.node;

import dev.stator.base.Check;
import dev.stator.cluster.table.Placement;
import dev.stator.cluster.table.SystemTables;
import dev.stator.consensus.EntryKind;
import dev.stator.consensus.Membership;
import dev.stator.consensus.Membership.Kind;
import dev.stator.consensus.Membership.Member;
import dev.stator.consensus.MembershipCodec1;
import dev.stator.consensus.ReplicaName;
import dev.stator.model.key.ByteRange;
import dev.stator.model.key.RowKeys;
import dev.stator.node.meta.MetaRows;
import dev.stator.node.meta.RebuildMark;
import dev.stator.storage.engine.Batch;
import dev.stator.storage.engine.Engine;
import dev.stator.storage.wal.GroupLog;
import dev.stator.storage.wal.LogEntry;
import dev.stator.storage.wal.SharedLog;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A group that this node's own log and store know, whatever any directory says.
 *
 * @param replica the name of this node's replica
 * @param kind what is kept here, which may be more than the group knows of yet
 * @param base the membership as of the last index that the store has
 */
record LocalGroup(long partition, String replica, Kind kind, Membership base) {
  private static final long READ_BYTES = 1 << 20;

  /** All partitions of which the log or the store holds anything, in order. */
  static List<Long> partitions(Engine engine, SharedLog log) {
    TreeSet<Long> found = new TreeSet<>(log.groups());
    ByteRange rest = RowKeys.allMeta();
    while (true) {
      byte[] key;
      try (Engine.Cursor cursor = engine.scan(rest.from(), rest.to(), false)) {
        if (!cursor.next()) {
          return List.copyOf(found);
        }
        key = cursor.key();
      }
      long partition = RowKeys.partitionId(key);
      found.add(partition);
      rest = new ByteRange(RowKeys.meta(partition).to(), rest.to());
    }
  }

  /**
   * True when the store has rows of a partition that the log knows nothing of: a departure that was
   * interrupted, since the log is dropped before the rows go. The only replica of the system table
   * never departs: if its log is gone, that is to be said.
   */
  static boolean leftOver(long partition, Engine engine, SharedLog log) {
    if (hasLog(partition, log)) {
      return false;
    }
    Membership last = MetaRows.membership(engine, partition);
    return partition != SystemTables.PARTITION || (last != null && last.voters().size() > 1);
  }

  /**
   * True when nothing here belongs to a replica any more: a departure was interrupted, or has not
   * begun, since the membership that was applied last has none on this node, and nothing in the log
   * after that has. What the log holds would keep its segments for ever.
   */
  static boolean isNobodys(long partition, String self, Engine engine, SharedLog log) {
    return leftOver(partition, engine, log)
        || (MetaRows.membership(engine, partition) != null
            && find(partition, self, engine, log) == null);
  }

  /** True for what is nobody's and has its log: it has voted, and may not begin anew. */
  static boolean hasLeft(long partition, String self, Engine engine, SharedLog log) {
    return hasLog(partition, log) && isNobodys(partition, self, engine, log);
  }

  /** Whether the log holds anything of the group: entries, or what it promised. */
  static boolean hasLog(long partition, SharedLog log) {
    GroupLog own = log.group(partition);
    return own.lastIndex() > 0 || own.hardState().term() > 0;
  }

  /** The group as it is to be opened again; null when nothing here says that there is one. */
  static @Nullable LocalGroup find(long partition, String self, Engine engine, SharedLog log) {
    RebuildMark mark = MetaRows.mark(engine, partition);
    long applied =
        mark == null ? MetaRows.position(engine, partition).index() : mark.point().index();
    GroupLog own = log.group(partition);
    if (applied == 0 && own.lastIndex() == 0) {
      return null;
    }
    Membership base = MetaRows.membership(engine, partition);
    LocalGroup found = base == null ? null : of(partition, self, base, base);
    Membership first = base;
    long next = Math.max(applied + 1, own.firstIndex());
    while (next <= own.lastIndex()) {
      for (LogEntry entry : own.read(next, READ_BYTES)) {
        if (entry.kind() == EntryKind.MEMBERSHIP) {
          Membership membership = MembershipCodec1.decode(entry.payload());
          first = first == null ? membership : first;
          LocalGroup newer = of(partition, self, first, membership);
          found = newer == null ? found : newer;
        }
        next = entry.index() + 1;
      }
    }
    if (first == null && own.firstIndex() > applied + 1) {
      // A rebuild of which nothing is left but where it was to begin.
      return null;
    }
    // Folders of nodes that were on their own before there were memberships.
    if (first == null) {
      return of(partition, self, self);
    }
    return found != null && MetaRows.isConverted(engine, partition)
        ? new LocalGroup(partition, found.replica(), Kind.STORAGE, found.base())
        : found;
  }

  private static @Nullable LocalGroup of(
      long partition, String self, Membership base, Membership newest) {
    Member own = null;
    List<Member> members = new ArrayList<>(newest.voters());
    members.addAll(newest.learners());
    for (Member member : members) {
      if (ReplicaName.nodeOf(member.name()).equals(self)
          && (own == null
              || ReplicaName.generationOf(member.name()) > ReplicaName.generationOf(own.name()))) {
        own = member;
      }
    }
    return own == null ? null : new LocalGroup(partition, own.name(), own.kind(), base);
  }

  private static LocalGroup of(long partition, String self, String replica) {
    Check.that(replica.equals(self), "a replica without a generation is named like its node");
    return new LocalGroup(partition, self, Kind.STORAGE, Membership.storage(self));
  }

  /** The replica that a placement names on this node, made from nothing; null for none. */
  static @Nullable LocalGroup of(String self, Placement placement) {
    Membership membership = membership(placement);
    return of(placement.partition(), self, membership, membership);
  }

  /** A placement as the group itself says it. */
  static Membership membership(Placement placement) {
    List<Member> voters = new ArrayList<>();
    List<Member> learners = new ArrayList<>();
    for (Placement.Replica replica : placement.replicas()) {
      Member member =
          new Member(
              ReplicaName.of(replica.node(), replica.generation()),
              switch (replica.kind()) {
                case STORAGE -> Kind.STORAGE;
                case LOG -> Kind.LOG;
              });
      (replica.voter() ? voters : learners).add(member);
    }
    return new Membership(voters, learners, placement.lastGeneration());
  }

  /** Removes a partition's rows. Idempotent. */
  static void removeRows(long partition, Engine engine) {
    ByteRange meta = RowKeys.meta(partition);
    Batch batch = new Batch();
    RowKeys.replicated(partition).forEach(rows -> batch.deleteRange(rows.from(), rows.to()));
    batch.deleteRange(meta.from(), meta.to());
    engine.write(batch);
  }
}
