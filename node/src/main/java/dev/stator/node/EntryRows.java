package dev.stator.node;

import dev.stator.cluster.change.ChangePlace;
import dev.stator.cluster.wire.ChangeCodec1;
import dev.stator.consensus.EntryKind;
import dev.stator.consensus.MembershipCodec1;
import dev.stator.consensus.RebuildPoint;
import dev.stator.model.item.StoredRow;
import dev.stator.node.meta.MetaRows;
import dev.stator.node.meta.Position;
import dev.stator.node.meta.RebuildMark;
import dev.stator.node.side.SideRows;
import dev.stator.storage.engine.Batch;
import dev.stator.storage.wal.LogEntry;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What some committed entries make of a partition's rows. While the rows are being copied from
 * elsewhere, of those that are there already: the others will be copied from a store that has these
 * entries.
 */
final class EntryRows {
  private final long partition;
  private final @Nullable RebuildMark open;
  private final long countedThrough;
  private final boolean counts;
  private final Batch batch = new Batch();
  private long items;
  private long bytes;
  private @Nullable LogEntry last;
  private byte @Nullable [] membership;

  /**
   * @param open how far a rebuild has come that is not over
   */
  EntryRows(long partition, @Nullable RebuildMark open) {
    this.partition = partition;
    this.open = open;
    Position counted = open == null ? null : open.counts();
    this.countedThrough = counted == null ? 0 : counted.index();
    this.counts = open == null || counted != null;
  }

  void add(LogEntry entry, LogCommand command) {
    if (counts && entry.index() > countedThrough) {
      items += command.itemsDelta();
      bytes += command.bytesDelta();
    }
    last = entry;
    if (entry.kind() == EntryKind.MEMBERSHIP) {
      membership = entry.payload();
      batch.put(MetaRows.membershipKey(partition), entry.payload());
    }
    command.rows().forEach(row -> put(row, entry.index(), command.timestampMs()));
    for (int i = 0; i < command.changes().size(); i++) {
      ChangePlace place = new ChangePlace(entry.index(), i);
      byte[] key = SideRows.change(partition, place);
      if (reaches(key)) {
        batch.put(key, ChangeCodec1.encode(command.record(place, command.changes().get(i))));
      }
    }
  }

  private boolean reaches(byte[] key) {
    return open == null || open.reaches(key);
  }

  private void put(LogCommand.Row row, long index, long timestampMs) {
    if (!reaches(row.key())) {
      return;
    }
    switch (row) {
      case LogCommand.Row.Put put ->
          batch.put(put.key(), StoredRow.encode(index, timestampMs, put.item()));
      case LogCommand.Row.Store store -> batch.put(store.key(), store.value());
      case LogCommand.Row.Delete delete -> batch.delete(delete.key());
      case LogCommand.Row.DeleteRange range -> batch.deleteRange(range.key(), end(range.to()));
    }
  }

  /** Not further than what is there. */
  private byte[] end(byte[] to) {
    if (open == null || open.copied()) {
      return to;
    }
    byte[] afterLast = Arrays.copyOf(open.resumeKey(), open.resumeKey().length + 1);
    return Arrays.compareUnsigned(to, afterLast) <= 0 ? to : afterLast;
  }

  /** To be written with what the caller adds. */
  Batch batch() {
    return batch;
  }

  Position after(Position before, long through) {
    return new Position(through, before.items() + items, before.bytes() + bytes);
  }

  /**
   * How far the rebuild has come with that; null when it is over. Its mark goes, or moves, only
   * with an entry after its point: then the log certainly begins there.
   */
  @Nullable RebuildMark mark(RebuildMark before, Position next) {
    if (before.copied() && next.index() >= before.highestIndex()) {
      return null;
    }
    LogEntry entry = last;
    if (entry == null) {
      return before;
    }
    RebuildPoint point =
        new RebuildPoint(
            entry.index(),
            entry.term(),
            membership == null ? before.point().membership() : MembershipCodec1.decode(membership));
    return before.forward(point, next);
  }
}
