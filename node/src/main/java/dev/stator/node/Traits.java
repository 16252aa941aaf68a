package dev.stator.node;

import dev.stator.cluster.table.PartitionTraits;
import dev.stator.cluster.wire.TraitsCodec1;
import dev.stator.node.side.SideRows;
import dev.stator.storage.engine.Engine;
import org.jspecify.annotations.Nullable;

/**
 * What a leader knows of its partition's table, as of the last configure that it proposed: the next
 * write is evaluated by it, applied or not. On the replica's executor.
 */
final class Traits {
  private @Nullable PartitionTraits latest;
  private long unappliedIndex;

  /** What the store has; a leader begins with it, when all that was committed before is there. */
  void load(long partition, Engine engine) {
    byte[] row = engine.get(SideRows.traits(partition));
    latest = row == null ? null : TraitsCodec1.decode(row);
    unappliedIndex = 0;
  }

  /** Nothing is known any more: another leads, or nobody. */
  void forget() {
    latest = null;
    unappliedIndex = 0;
  }

  /** Null for a partition that was never told anything. */
  @Nullable PartitionTraits latest() {
    return latest;
  }

  /** Whether the partition knows these, or newer ones, or is about to. */
  boolean covers(PartitionTraits traits) {
    PartitionTraits now = latest;
    return now != null && now.version() >= traits.version();
  }

  /** The index of the entry that brings the latest; 0 when it is applied. */
  long unappliedIndex() {
    return unappliedIndex;
  }

  void proposed(long index, PartitionTraits traits) {
    latest = traits;
    unappliedIndex = index;
  }

  void applied(long index) {
    if (unappliedIndex <= index) {
      unappliedIndex = 0;
    }
  }
}
