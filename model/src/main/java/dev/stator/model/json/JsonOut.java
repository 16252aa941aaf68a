package dev.stator.model.json;

import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/**
 * A growable buffer of UTF-8 with a JSON generator on it, for one answer after another: {@link
 * #begin}, write, {@link #finish}. Not thread-safe: one per thread, event loop or connection. A
 * buffer that grew beyond {@link #KEPT_BYTES_MAX} is dropped after use.
 */
public final class JsonOut {
  /** A larger buffer is not kept for the next answer. */
  static final int KEPT_BYTES_MAX = 1 << 20;

  private static final int START_BYTES = 4_096;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .recyclerPool(JsonRecyclerPools.threadLocalPool())
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .build();

  private final Bytes bytes = new Bytes();
  private @Nullable JsonGenerator generator;

  /** Starts a new document; one that was not finished is forgotten. */
  public JsonGenerator begin() {
    bytes.reset();
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

  /** Ends the document and returns a copy of it. */
  public byte[] finish() {
    open().close();
    generator = null;
    byte[] copy = Arrays.copyOf(bytes.array, bytes.length);
    bytes.reset();
    return copy;
  }

  private JsonGenerator open() {
    return Objects.requireNonNull(generator, "begin() comes first");
  }

  private static final class Bytes extends OutputStream {
    private byte[] array = new byte[START_BYTES];
    private int length;

    void reset() {
      length = 0;
      if (array.length > KEPT_BYTES_MAX) {
        array = new byte[START_BYTES];
      }
    }

    private void reserve(int more) {
      int needed = Math.addExact(length, more);
      if (needed > array.length) {
        int doubled = (int) Math.min(Integer.MAX_VALUE - 8L, array.length * 2L);
        array = Arrays.copyOf(array, Math.max(needed, doubled));
      }
    }

    @Override
    public void write(int b) {
      reserve(1);
      array[length++] = (byte) b;
    }

    @Override
    public void write(byte[] source, int offset, int count) {
      reserve(count);
      System.arraycopy(source, offset, array, length, count);
      length += count;
    }
  }
}
