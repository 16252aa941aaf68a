package dev.stator.model.json;

import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/**
 * A growable buffer of UTF-8 with a JSON generator on it, for one answer after another: {@link
 * #begin}, write, {@link #finish}. Not thread-safe: one per thread, event loop or connection. What
 * is longer than {@link #KEPT_BYTES_MAX} goes into further pieces of that size, each of which must
 * be allowed; they are dropped after use.
 */
public final class JsonOut {
  /** The length of a piece, and of the buffer that is kept for the next answer. */
  static final int KEPT_BYTES_MAX = 1 << 20;

  private static final int START_BYTES = 4_096;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .recyclerPool(JsonRecyclerPools.threadLocalPool())
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .build();

  private final Bytes bytes = new Bytes();
  private @Nullable JsonGenerator generator;

  /** The document may not grow any more. */
  public static final class NoRoomException extends RuntimeException {
    private final boolean tooLong;

    NoRoomException(boolean tooLong) {
      super(tooLong ? "longer than a document may be" : "no room now", null, false, false);
      this.tooLong = tooLong;
    }

    /** Whether it is longer than any may be; else there is no room for it now. */
    public boolean tooLong() {
      return tooLong;
    }
  }

  /** Starts a new document of any length; one that was not finished is forgotten. */
  public JsonGenerator begin() {
    return begin(Integer.MAX_VALUE - 8, more -> true);
  }

  /**
   * Starts a new document; one that was not finished is forgotten. Writing throws {@link
   * NoRoomException} when it may not grow.
   *
   * @param bytesMax a longer document is not written
   * @param room takes the length of a further piece, or says that there is no room for it
   */
  public JsonGenerator begin(int bytesMax, IntPredicate room) {
    bytes.reset();
    bytes.bytesMax = bytesMax;
    bytes.room = room;
    generator = JSON.createGenerator(ObjectWriteContext.empty(), bytes);
    return generator;
  }

  /**
   * Writes a value that is JSON in UTF-8 already, such as a transcoded item, where the generator
   * stands (after a name, or in a list).
   */
  public void rawValue(byte[] json, int offset, int length) {
    JsonGenerator open = open();
    // Lets the generator write its separator and count the value; the bytes then go past it.
    open.writeRawValue("");
    open.flush();
    bytes.write(json, offset, length);
  }

  /** How many bytes of its document a generator from here has written so far. */
  public static long written(JsonGenerator json) {
    if (!(json.streamWriteOutputTarget() instanceof Bytes target)) {
      throw new IllegalArgumentException("not a generator of this class");
    }
    return target.size() + json.streamWriteOutputBuffered();
  }

  /** Ends the document and returns a copy of it. */
  public byte[] finish() {
    open().close();
    generator = null;
    byte[] copy = bytes.copy();
    bytes.reset();
    return copy;
  }

  /** Forgets the document that was begun. */
  public void drop() {
    generator = null;
    bytes.reset();
  }

  private JsonGenerator open() {
    return Objects.requireNonNull(generator, "begin() comes first");
  }

  private static final class Bytes extends OutputStream {
    /** Full pieces, before the last one. */
    private final List<byte[]> full = new ArrayList<>();

    private byte[] kept = new byte[START_BYTES];
    private byte[] array = kept;
    private int length;
    private long bytesMax;
    private IntPredicate room = more -> true;

    void reset() {
      length = 0;
      full.clear();
      array = kept;
    }

    long size() {
      return (long) full.size() * KEPT_BYTES_MAX + length;
    }

    byte[] copy() {
      byte[] copy = new byte[Math.toIntExact(size())];
      int at = 0;
      for (byte[] piece : full) {
        System.arraycopy(piece, 0, copy, at, piece.length);
        at += piece.length;
      }
      System.arraycopy(array, 0, copy, at, length);
      return copy;
    }

    /** Makes room for a byte at least. */
    private void grow() {
      if (array.length < KEPT_BYTES_MAX) {
        kept = Arrays.copyOf(array, Math.min(KEPT_BYTES_MAX, 2 * array.length));
        array = kept;
        return;
      }
      if (size() >= bytesMax) {
        throw new NoRoomException(true);
      }
      if (!room.test(KEPT_BYTES_MAX)) {
        throw new NoRoomException(false);
      }
      full.add(array);
      array = new byte[KEPT_BYTES_MAX];
      length = 0;
    }

    @Override
    public void write(int b) {
      if (length == array.length) {
        grow();
      }
      array[length++] = (byte) b;
    }

    @Override
    public void write(byte[] source, int offset, int count) {
      int done = 0;
      while (done < count) {
        if (length == array.length) {
          grow();
        }
        int part = Math.min(count - done, array.length - length);
        System.arraycopy(source, offset + done, array, length, part);
        length += part;
        done += part;
      }
    }
  }
}
