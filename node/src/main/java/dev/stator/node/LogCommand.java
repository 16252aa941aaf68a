package dev.stator.node;

import dev.stator.base.Check;
import dev.stator.cluster.change.ChangePlace;
import dev.stator.cluster.change.ChangeRecord;
import dev.stator.cluster.change.ChangeRecord.Kind;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A physical log entry: rows to put and to delete, evaluated already, and what of it readers of
 * changes are to know. Formats: {@code docs/formats/log-command-1.md}, {@code log-command-2.md}.
 *
 * @param timestampMs wall time at the leader when it was proposed, in ms since 1970
 * @param itemsDelta by how much the partition's number of items grows
 * @param bytesDelta by how much the partition's item bytes grow, as the service counts sizes
 * @param rows in the order in which they are applied
 * @param changes in order; each becomes a change record, whose position is its place here
 */
record LogCommand(
    long timestampMs, int itemsDelta, long bytesDelta, List<Row> rows, List<Change> changes) {
  LogCommand {
    rows = List.copyOf(rows);
    changes = List.copyOf(changes);
    Check.that(rows.size() <= Short.MAX_VALUE, "a log command has a bounded number of rows");
    Check.that(
        changes.size() <= ChangePlace.POSITIONS_MAX,
        "a log command has a bounded number of changes");
    for (Change change : changes) {
      Check.that(
          !(change instanceof Change.OfRow of)
              || (of.row() >= 0
                  && of.row() < rows.size()
                  && (rows.get(of.row()) instanceof Row.Put
                      || rows.get(of.row()) instanceof Row.Delete)),
          "a change names the row of an item");
    }
  }

  /** A command that no reader of changes learns of. */
  LogCommand(long timestampMs, int itemsDelta, long bytesDelta, List<Row> rows) {
    this(timestampMs, itemsDelta, bytesDelta, rows, List.of());
  }

  /** A command without effect: it only shows that its leader led when it was proposed. */
  static LogCommand nothing(long timestampMs) {
    return new LogCommand(timestampMs, 0, 0, List.of());
  }

  /** What happens to one row, or to the rows of a range. */
  sealed interface Row {
    byte[] key();

    /** The row holds an encoded item, with the entry's index and the command's timestamp. */
    record Put(byte[] key, byte[] item) implements Row {}

    /** The row holds these bytes as they are. */
    record Store(byte[] key, byte[] value) implements Row {}

    /** There is no row of that key. */
    record Delete(byte[] key) implements Row {}

    /** There is no row with {@code key <= other < to}. */
    record DeleteRange(byte[] key, byte[] to) implements Row {}

    /** The row of an item, or its deletion. */
    static Row of(byte[] key, byte @Nullable [] item) {
      return item == null ? new Delete(key) : new Put(key, item);
    }
  }

  /** What becomes a change record. */
  sealed interface Change {
    /**
     * The item of one of the command's rows changed.
     *
     * @param expired whether TTL deleted it
     * @param row the place of the item's row among the command's rows
     * @param oldImage the encoded item before; null when there was none or nobody needs it
     * @param keepsNew whether the record has the item as it is now
     */
    record OfRow(Kind kind, boolean expired, int row, byte @Nullable [] oldImage, boolean keepsNew)
        implements Change {}

    /**
     * An item as it is, for an index that is being built.
     *
     * @param rowKey of the item
     * @param item encoded
     */
    record Touch(long indexId, byte[] rowKey, byte[] item) implements Change {}
  }

  /** The record that a change becomes. */
  ChangeRecord record(ChangePlace place, Change change) {
    return switch (change) {
      case Change.OfRow of -> {
        Row row = rows.get(of.row());
        byte[] after = of.keepsNew() && row instanceof Row.Put put ? put.item() : null;
        yield new ChangeRecord(
            place, of.kind(), of.expired(), timestampMs, 0, row.key(), of.oldImage(), after);
      }
      case Change.Touch touch ->
          new ChangeRecord(
              place,
              Kind.TOUCH,
              false,
              timestampMs,
              touch.indexId(),
              touch.rowKey(),
              null,
              touch.item());
    };
  }

  byte[] encode() {
    return LogCommandCodec1.fits(this)
        ? LogCommandCodec1.encode(this)
        : LogCommandCodec2.encode(this);
  }

  /**
   * @throws IllegalStateException when these bytes are no command of a version that is known
   */
  static LogCommand decode(byte[] bytes) {
    if (bytes.length == 0) {
      throw malformed("no version");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    byte version = in.get();
    return switch (version) {
      case LogCommandCodec1.VERSION -> LogCommandCodec1.decode(in);
      case LogCommandCodec2.VERSION -> LogCommandCodec2.decode(in);
      default -> throw malformed("version " + version);
    };
  }

  static IllegalStateException malformed(String what) {
    return new IllegalStateException(
        "A committed log entry cannot be read: it has "
            + what
            + ". It was written by a newer Stator, or this is a bug.");
  }
}
