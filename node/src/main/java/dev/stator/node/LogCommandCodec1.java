package dev.stator.node;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Commands of at most one item that nobody is fed from: {@code docs/formats/log-command-1.md}. */
final class LogCommandCodec1 {
  static final byte VERSION = 1;

  private static final byte PUT = 1;
  private static final byte DELETE = 2;

  private static final byte NOTHING = 0;
  private static final byte INSERT = 1;
  private static final byte MODIFY = 2;
  private static final byte REMOVE = 3;

  private LogCommandCodec1() {}

  /** Whether this version can say the whole command. */
  static boolean fits(LogCommand command) {
    if (!command.changes().isEmpty() || command.bytesDelta() != (int) command.bytesDelta()) {
      return false;
    }
    return switch (command.rows().size()) {
      case 0 -> command.itemsDelta() == 0;
      case 1 ->
          Math.abs(command.itemsDelta()) <= 1
              && (command.rows().getFirst() instanceof LogCommand.Row.Put
                  || command.rows().getFirst() instanceof LogCommand.Row.Delete);
      default -> false;
    };
  }

  static byte[] encode(LogCommand command) {
    int size = 1 + 8 + 1 + 4 + 2;
    for (LogCommand.Row row : command.rows()) {
      size += 1 + 4 + row.key().length;
      size += row instanceof LogCommand.Row.Put put ? 4 + put.item().length : 0;
    }
    ByteBuffer out = ByteBuffer.allocate(size);
    out.put(VERSION).putLong(command.timestampMs()).put(change(command));
    out.putInt((int) command.bytesDelta()).putShort((short) command.rows().size());
    for (LogCommand.Row row : command.rows()) {
      out.put(row instanceof LogCommand.Row.Put ? PUT : DELETE);
      out.putInt(row.key().length).put(row.key());
      if (row instanceof LogCommand.Row.Put put) {
        out.putInt(put.item().length).put(put.item());
      }
    }
    return out.array();
  }

  private static byte change(LogCommand command) {
    return switch (command.itemsDelta()) {
      case 1 -> INSERT;
      case -1 -> REMOVE;
      default -> command.rows().isEmpty() ? NOTHING : MODIFY;
    };
  }

  /**
   * @param in behind the version
   */
  static LogCommand decode(ByteBuffer in) {
    try {
      return read(in);
    } catch (BufferUnderflowException cut) {
      throw LogCommand.malformed("no end");
    }
  }

  private static LogCommand read(ByteBuffer in) {
    long timestampMs = in.getLong();
    byte change = in.get();
    int itemsDelta =
        switch (change) {
          case NOTHING, MODIFY -> 0;
          case INSERT -> 1;
          case REMOVE -> -1;
          default -> throw LogCommand.malformed("change kind " + change);
        };
    int bytesDelta = in.getInt();
    int count = in.getShort();
    if (count < 0) {
      throw LogCommand.malformed("row count " + count);
    }
    List<LogCommand.Row> rows = new ArrayList<>(Math.min(count, in.remaining()));
    for (int i = 0; i < count; i++) {
      byte kind = in.get();
      byte[] key = bytes(in);
      rows.add(
          switch (kind) {
            case PUT -> new LogCommand.Row.Put(key, bytes(in));
            case DELETE -> new LogCommand.Row.Delete(key);
            default -> throw LogCommand.malformed("row kind " + kind);
          });
    }
    if (in.hasRemaining()) {
      throw LogCommand.malformed("bytes after its end");
    }
    return new LogCommand(timestampMs, itemsDelta, bytesDelta, rows);
  }

  /** Four bytes of length, then the bytes; both versions have them so. */
  static byte[] bytes(ByteBuffer in) {
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw LogCommand.malformed("length " + length);
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }
}
