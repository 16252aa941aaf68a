package dev.stator.node;

import dev.stator.base.Check;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A physical log entry: rows to put and to delete, evaluated already. Format 1, see {@code
 * docs/formats/log-command-1.md}.
 *
 * @param timestampMs wall time at the leader when it was proposed, in ms since 1970
 * @param change what it means to a reader of changes
 * @param bytesDelta by how much the partition's item bytes grow, as the service counts sizes
 * @param rows in the order in which they are applied
 */
record LogCommand(long timestampMs, Change change, int bytesDelta, List<Row> rows) {
  private static final byte VERSION = 1;
  private static final byte PUT = 1;
  private static final byte DELETE = 2;

  /** How the item changed. */
  enum Change {
    /** No row changes: the entry only shows that its leader led when it was proposed. */
    NOTHING((byte) 0),
    INSERT((byte) 1),
    MODIFY((byte) 2),
    REMOVE((byte) 3);

    private final byte code;

    Change(byte code) {
      this.code = code;
    }

    static Change of(byte code) {
      return switch (code) {
        case 0 -> NOTHING;
        case 1 -> INSERT;
        case 2 -> MODIFY;
        case 3 -> REMOVE;
        default -> throw malformed("change kind " + code);
      };
    }
  }

  /** By how much the partition's number of items grows. */
  int itemsDelta() {
    return switch (change) {
      case INSERT -> 1;
      case NOTHING, MODIFY -> 0;
      case REMOVE -> -1;
    };
  }

  /**
   * One row.
   *
   * @param key the row key
   * @param item the encoded item, or null to delete the row
   */
  record Row(byte[] key, byte @Nullable [] item) {}

  byte[] encode() {
    int size = 1 + 8 + 1 + 4 + 2;
    for (Row row : rows) {
      byte[] item = row.item();
      size += 1 + 4 + row.key().length + (item == null ? 0 : 4 + item.length);
    }
    ByteBuffer out = ByteBuffer.allocate(size);
    out.put(VERSION).putLong(timestampMs).put(change.code).putInt(bytesDelta);
    Check.that(rows.size() <= Short.MAX_VALUE, "a log command has a bounded number of rows");
    out.putShort((short) rows.size());
    for (Row row : rows) {
      byte[] item = row.item();
      out.put(item == null ? DELETE : PUT).putInt(row.key().length).put(row.key());
      if (item != null) {
        out.putInt(item.length).put(item);
      }
    }
    return out.array();
  }

  /** A command without effect. */
  static LogCommand nothing(long timestampMs) {
    return new LogCommand(timestampMs, Change.NOTHING, 0, List.of());
  }

  /**
   * @throws IllegalStateException when these bytes are no command of this version
   */
  static LogCommand decode(byte[] bytes) {
    try {
      return decode(ByteBuffer.wrap(bytes));
    } catch (BufferUnderflowException cut) {
      throw malformed("no end");
    }
  }

  private static LogCommand decode(ByteBuffer in) {
    byte version = in.get();
    if (version != VERSION) {
      throw malformed("version " + version);
    }
    long timestampMs = in.getLong();
    Change change = Change.of(in.get());
    int bytesDelta = in.getInt();
    int count = in.getShort();
    if (count < 0) {
      throw malformed("row count " + count);
    }
    List<Row> rows = new ArrayList<>(Math.min(count, in.remaining()));
    for (int i = 0; i < count; i++) {
      byte kind = in.get();
      byte[] key = bytes(in);
      switch (kind) {
        case PUT -> rows.add(new Row(key, bytes(in)));
        case DELETE -> rows.add(new Row(key, null));
        default -> throw malformed("row kind " + kind);
      }
    }
    if (in.hasRemaining()) {
      throw malformed("bytes after its end");
    }
    return new LogCommand(timestampMs, change, bytesDelta, rows);
  }

  private static byte[] bytes(ByteBuffer in) {
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw malformed("length " + length);
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  private static IllegalStateException malformed(String what) {
    return new IllegalStateException(
        "A committed log entry cannot be read: it has "
            + what
            + ". It was written by a newer Stator, or this is a bug.");
  }
}
