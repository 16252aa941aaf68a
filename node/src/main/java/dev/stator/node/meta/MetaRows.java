package dev.stator.node.meta;

import dev.stator.consensus.Membership;
import dev.stator.consensus.MembershipCodec1;
import dev.stator.model.key.RowKeys;
import dev.stator.storage.engine.Engine;
import org.jspecify.annotations.Nullable;

/** The keys of a partition's meta rows, and what is in them. A kind never changes its meaning. */
public final class MetaRows {
  private static final int APPLIED = 1;
  private static final int MEMBERSHIP = 2;
  private static final int REBUILD = 3;
  private static final int CONVERTED = 4;
  private static final byte CONVERTED_VERSION = 1;

  private MetaRows() {}

  /** The row of the {@link Position}. */
  public static byte[] appliedKey(long partition) {
    return RowKeys.metaKey(partition, APPLIED);
  }

  /** The row of the membership that was applied last, as {@link MembershipCodec1} writes it. */
  public static byte[] membershipKey(long partition) {
    return RowKeys.metaKey(partition, MEMBERSHIP);
  }

  /** The row of the {@link RebuildMark}, which is there only while the store is not whole. */
  public static byte[] rebuildKey(long partition) {
    return RowKeys.metaKey(partition, REBUILD);
  }

  /**
   * The row that says that a replica which is a log replica to its group has a store of its own all
   * the same, or is about to. It goes with the replica only.
   */
  public static byte[] convertedKey(long partition) {
    return RowKeys.metaKey(partition, CONVERTED);
  }

  /** What is in that row. */
  public static byte[] converted() {
    return new byte[] {CONVERTED_VERSION};
  }

  public static boolean isConverted(Engine engine, long partition) {
    byte[] stored = engine.get(convertedKey(partition));
    if (stored != null && (stored.length != 1 || stored[0] != CONVERTED_VERSION)) {
      throw new IllegalStateException(
          "Partition " + partition + " was converted by a newer Stator, or this is a bug.");
    }
    return stored != null;
  }

  /** Where the partition stands; at the beginning when the store does not know it. */
  public static Position position(Engine engine, long partition) {
    byte[] stored = engine.get(appliedKey(partition));
    return stored == null ? Position.NOTHING : Position.decode(stored);
  }

  /** How far a rebuild has come; null when the partition's rows are whole. */
  public static @Nullable RebuildMark mark(Engine engine, long partition) {
    byte[] stored = engine.get(rebuildKey(partition));
    return stored == null ? null : RebuildMark.decode(stored);
  }

  /**
   * The membership as of the index that the replica is to be opened at: the last applied one, or
   * that of the point from which it is rebuilt. Null when none was ever applied here.
   */
  public static @Nullable Membership membership(Engine engine, long partition) {
    RebuildMark mark = mark(engine, partition);
    if (mark != null) {
      return mark.point().membership();
    }
    byte[] stored = engine.get(membershipKey(partition));
    return stored == null ? null : MembershipCodec1.decode(stored);
  }
}
