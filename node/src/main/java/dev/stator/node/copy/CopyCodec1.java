package dev.stator.node.copy;

import dev.stator.base.Crc32c;
import dev.stator.node.copy.CopyAnswer.Chunk;
import dev.stator.node.copy.CopyAnswer.Reason;
import dev.stator.node.copy.CopyAnswer.Refused;
import dev.stator.node.copy.CopyAnswer.Row;
import dev.stator.node.meta.Position;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Requests for rows and their answers as bytes. Version 1, {@code docs/formats/copy-1.md}. */
final class CopyCodec1 {
  private static final byte VERSION = 1;
  private static final byte CHUNK = 1;
  private static final byte REFUSED = 2;
  private static final int ROW_OVERHEAD_BYTES = 2 * Integer.BYTES;

  private CopyCodec1() {}

  /** These bytes are not what they should be: damaged, or of another version. */
  static final class MalformedCopyException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedCopyException(String message) {
      super(message);
    }
  }

  static byte[] encode(CopyRequest request) {
    return ByteBuffer.allocate(1 + 2 * Long.BYTES + 2 * Integer.BYTES + request.afterKey().length)
        .put(VERSION)
        .putLong(request.partition())
        .putLong(request.pointIndex())
        .putInt(request.bytesMax())
        .putInt(request.afterKey().length)
        .put(request.afterKey())
        .array();
  }

  static CopyRequest decodeRequest(byte[] bytes) throws MalformedCopyException {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      checkVersion(in.get());
      long partition = in.getLong();
      long pointIndex = in.getLong();
      int bytesMax = in.getInt();
      byte[] afterKey = bytes(in);
      checkEnd(in);
      return new CopyRequest(partition, pointIndex, afterKey, bytesMax);
    } catch (BufferUnderflowException cut) {
      throw new MalformedCopyException("it is cut short");
    } catch (IllegalArgumentException wrong) {
      throw new MalformedCopyException(String.valueOf(wrong.getMessage()));
    }
  }

  static byte[] encode(CopyAnswer answer) {
    ByteBuffer out =
        switch (answer) {
          case Refused refused ->
              ByteBuffer.allocate(3 + Integer.BYTES)
                  .put(VERSION)
                  .put(REFUSED)
                  .put(refused.reason().code);
          case Chunk chunk -> chunk(chunk);
        };
    out.putInt(Crc32c.of(out.array(), 0, out.position()));
    return out.array();
  }

  private static ByteBuffer chunk(Chunk chunk) {
    int size = 3 + Position.BYTES + 2 * Integer.BYTES;
    for (Row row : chunk.rows()) {
      size += ROW_OVERHEAD_BYTES + row.key().length + row.value().length;
    }
    ByteBuffer out = ByteBuffer.allocate(size);
    out.put(VERSION).put(CHUNK);
    chunk.readAt().put(out);
    out.put((byte) (chunk.end() ? 1 : 0)).putInt(chunk.rows().size());
    for (Row row : chunk.rows()) {
      out.putInt(row.key().length).put(row.key()).putInt(row.value().length).put(row.value());
    }
    return out;
  }

  static CopyAnswer decodeAnswer(byte[] bytes) throws MalformedCopyException {
    int end = bytes.length - Integer.BYTES;
    if (end < 0 || Crc32c.of(bytes, 0, end) != ByteBuffer.wrap(bytes).getInt(end)) {
      throw new MalformedCopyException("its checksum does not match");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes, 0, end);
    try {
      checkVersion(in.get());
      CopyAnswer answer =
          switch (in.get()) {
            case CHUNK -> chunk(in);
            case REFUSED -> new Refused(reason(in.get()));
            default -> throw new MalformedCopyException("it is of a kind not known");
          };
      checkEnd(in);
      return answer;
    } catch (BufferUnderflowException cut) {
      throw new MalformedCopyException("it is cut short");
    } catch (IllegalArgumentException wrong) {
      throw new MalformedCopyException(String.valueOf(wrong.getMessage()));
    }
  }

  private static Chunk chunk(ByteBuffer in) throws MalformedCopyException {
    Position readAt = Position.get(in);
    boolean end = in.get() != 0;
    int count = in.getInt();
    if (count < 0 || count > in.remaining() / ROW_OVERHEAD_BYTES) {
      throw new MalformedCopyException("it names " + count + " rows");
    }
    List<Row> rows = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      rows.add(new Row(bytes(in), bytes(in)));
    }
    return new Chunk(readAt, end, rows);
  }

  private static Reason reason(byte code) throws MalformedCopyException {
    for (Reason reason : Reason.values()) {
      if (reason.code == code) {
        return reason;
      }
    }
    throw new MalformedCopyException("it has a reason not known");
  }

  private static byte[] bytes(ByteBuffer in) throws MalformedCopyException {
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw new MalformedCopyException("it has a length of " + length);
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  private static void checkVersion(byte version) throws MalformedCopyException {
    if (version != VERSION) {
      throw new MalformedCopyException("it is of version " + version);
    }
  }

  private static void checkEnd(ByteBuffer in) throws MalformedCopyException {
    if (in.hasRemaining()) {
      throw new MalformedCopyException("it has bytes after its end");
    }
  }
}
