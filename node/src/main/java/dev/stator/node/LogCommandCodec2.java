package dev.stator.node;

import dev.stator.cluster.change.ChangeRecord.Kind;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Commands of several rows, and what is fed from them: {@code docs/formats/log-command-2.md}. */
final class LogCommandCodec2 {
  static final byte VERSION = 2;

  private static final byte PUT = 1;
  private static final byte DELETE = 2;
  private static final byte STORE = 3;
  private static final byte DELETE_RANGE = 4;

  private static final int EXPIRED = 1;
  private static final int OLD_IMAGE = 2;
  private static final int KEEPS_NEW = 4;

  private LogCommandCodec2() {}

  static byte[] encode(LogCommand command) {
    ByteBuffer out = ByteBuffer.allocate(size(command));
    out.put(VERSION).putLong(command.timestampMs());
    out.putInt(command.itemsDelta()).putLong(command.bytesDelta());
    out.putShort((short) command.rows().size());
    for (LogCommand.Row row : command.rows()) {
      out.put(kind(row)).putInt(row.key().length).put(row.key());
      byte[] second = second(row);
      if (second != null) {
        out.putInt(second.length).put(second);
      }
    }
    out.putShort((short) command.changes().size());
    command.changes().forEach(change -> put(out, change));
    return out.array();
  }

  private static int size(LogCommand command) {
    int size = 1 + 8 + 4 + 8 + 2 + 2;
    for (LogCommand.Row row : command.rows()) {
      byte[] second = second(row);
      size += 1 + 4 + row.key().length + (second == null ? 0 : 4 + second.length);
    }
    for (LogCommand.Change change : command.changes()) {
      size +=
          switch (change) {
            case LogCommand.Change.OfRow of -> 2 + 2 + length(of.oldImage());
            case LogCommand.Change.Touch touch ->
                2 + 8 + 4 + touch.rowKey().length + 4 + touch.item().length;
          };
    }
    return size;
  }

  private static int length(byte @Nullable [] image) {
    return image == null ? 0 : Integer.BYTES + image.length;
  }

  private static byte kind(LogCommand.Row row) {
    return switch (row) {
      case LogCommand.Row.Put _ -> PUT;
      case LogCommand.Row.Delete _ -> DELETE;
      case LogCommand.Row.Store _ -> STORE;
      case LogCommand.Row.DeleteRange _ -> DELETE_RANGE;
    };
  }

  private static byte @Nullable [] second(LogCommand.Row row) {
    return switch (row) {
      case LogCommand.Row.Put put -> put.item();
      case LogCommand.Row.Delete _ -> null;
      case LogCommand.Row.Store store -> store.value();
      case LogCommand.Row.DeleteRange range -> range.to();
    };
  }

  private static void put(ByteBuffer out, LogCommand.Change change) {
    switch (change) {
      case LogCommand.Change.OfRow of -> {
        byte[] old = of.oldImage();
        int flags =
            (of.expired() ? EXPIRED : 0)
                | (old == null ? 0 : OLD_IMAGE)
                | (of.keepsNew() ? KEEPS_NEW : 0);
        out.put(of.kind().code()).put((byte) flags).putShort((short) of.row());
        if (old != null) {
          out.putInt(old.length).put(old);
        }
      }
      case LogCommand.Change.Touch touch -> {
        out.put(Kind.TOUCH.code()).put((byte) 0).putLong(touch.indexId());
        out.putInt(touch.rowKey().length).put(touch.rowKey());
        out.putInt(touch.item().length).put(touch.item());
      }
    }
  }

  /**
   * @param in behind the version
   */
  static LogCommand decode(ByteBuffer in) {
    try {
      return read(in);
    } catch (BufferUnderflowException cut) {
      throw LogCommand.malformed("no end");
    } catch (IllegalArgumentException unknown) {
      throw LogCommand.malformed(String.valueOf(unknown.getMessage()));
    }
  }

  private static LogCommand read(ByteBuffer in) {
    long timestampMs = in.getLong();
    int itemsDelta = in.getInt();
    long bytesDelta = in.getLong();
    int count = in.getShort();
    if (count < 0) {
      throw LogCommand.malformed("row count " + count);
    }
    List<LogCommand.Row> rows = new ArrayList<>(Math.min(count, in.remaining()));
    for (int i = 0; i < count; i++) {
      byte kind = in.get();
      byte[] key = LogCommandCodec1.bytes(in);
      rows.add(
          switch (kind) {
            case PUT -> new LogCommand.Row.Put(key, LogCommandCodec1.bytes(in));
            case DELETE -> new LogCommand.Row.Delete(key);
            case STORE -> new LogCommand.Row.Store(key, LogCommandCodec1.bytes(in));
            case DELETE_RANGE -> new LogCommand.Row.DeleteRange(key, LogCommandCodec1.bytes(in));
            default -> throw LogCommand.malformed("row kind " + kind);
          });
    }
    int changed = in.getShort() & 0xFFFF;
    List<LogCommand.Change> changes = new ArrayList<>(Math.min(changed, in.remaining()));
    for (int i = 0; i < changed; i++) {
      changes.add(change(in, rows));
    }
    if (in.hasRemaining()) {
      throw LogCommand.malformed("bytes after its end");
    }
    return new LogCommand(timestampMs, itemsDelta, bytesDelta, rows, changes);
  }

  private static LogCommand.Change change(ByteBuffer in, List<LogCommand.Row> rows) {
    Kind kind = Kind.of(in.get());
    int flags = in.get();
    if (kind == Kind.TOUCH) {
      if (flags != 0) {
        throw LogCommand.malformed("a touch with flags " + flags);
      }
      return new LogCommand.Change.Touch(
          in.getLong(), LogCommandCodec1.bytes(in), LogCommandCodec1.bytes(in));
    }
    if ((flags & ~(EXPIRED | OLD_IMAGE | KEEPS_NEW)) != 0) {
      throw LogCommand.malformed("a change with flags " + flags);
    }
    int row = in.getShort();
    if (row < 0
        || row >= rows.size()
        || !(rows.get(row) instanceof LogCommand.Row.Put
            || rows.get(row) instanceof LogCommand.Row.Delete)) {
      throw LogCommand.malformed("a change of no item");
    }
    byte[] old = (flags & OLD_IMAGE) == 0 ? null : LogCommandCodec1.bytes(in);
    return new LogCommand.Change.OfRow(
        kind, (flags & EXPIRED) != 0, row, old, (flags & KEEPS_NEW) != 0);
  }
}
