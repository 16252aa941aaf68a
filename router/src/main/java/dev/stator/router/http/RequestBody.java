package dev.stator.router.http;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/**
 * Gathers a body into one array. The array grows with what really came, never with what was
 * announced, so that an announcement alone costs no memory.
 */
final class RequestBody {
  private static final byte[] NONE = new byte[0];
  private static final int FIRST_BYTES_MAX = 64 << 10;
  private static final int FIRST_INFLATED_BYTES = 4 << 10;
  private static final int GZIP_BUFFER_BYTES = 4 << 10;

  /** What became of an attempt to add bytes. */
  enum Added {
    YES,
    /** The body is longer than one request may be. */
    TOO_LARGE,
    /** All requests together are longer than they may be. */
    NO_ROOM,
    /** What should be compressed bytes are none. */
    BROKEN
  }

  private final Admission admission;
  private final int bytesMax;
  private byte[] bytes = NONE;
  private int length;
  private long charged;

  RequestBody(Admission admission, int bytesMax) {
    this.admission = admission;
    this.bytesMax = bytesMax;
  }

  /**
   * Adds what {@code chunk} holds.
   *
   * @param announced the length of the whole body, or -1 when it is not known
   */
  Added add(ByteBuf chunk, long announced) {
    int more = chunk.readableBytes();
    if (more == 0) {
      return Added.YES;
    }
    if (more > bytesMax - length) {
      return Added.TOO_LARGE;
    }
    if (more > bytes.length - length) {
      int capacity = capacityFor(length + more, announced);
      if (!admission.tryTakeBodyBytes(capacity - bytes.length)) {
        return Added.NO_ROOM;
      }
      charged += capacity - bytes.length;
      bytes = Arrays.copyOf(bytes, capacity);
    }
    chunk.readBytes(bytes, length, more);
    length += more;
    return Added.YES;
  }

  private int capacityFor(int needed, long announced) {
    int capacity = Math.max(needed, Math.min(bytesMax, 2 * length));
    if (announced > 0) {
      boolean firstOfSmall = length == 0 && announced <= FIRST_BYTES_MAX;
      capacity = firstOfSmall ? (int) announced : (int) Math.min(capacity, announced);
    }
    return Math.max(capacity, needed);
  }

  /**
   * Puts what the gathered bytes are the gzip of in their place. The result grows step by step,
   * within the same limits, however much more the bytes claim to hold.
   */
  Added inflate() {
    byte[] inflated = NONE;
    int size = 0;
    try (GZIPInputStream in =
        new GZIPInputStream(new ByteArrayInputStream(bytes, 0, length), GZIP_BUFFER_BYTES)) {
      while (true) {
        if (size == inflated.length) {
          if (size == bytesMax) {
            if (in.read() >= 0) {
              return Added.TOO_LARGE;
            }
            break;
          }
          int capacity = Math.min(bytesMax, Math.max(FIRST_INFLATED_BYTES, 2 * size));
          if (!admission.tryTakeBodyBytes(capacity - size)) {
            return Added.NO_ROOM;
          }
          charged += capacity - size;
          inflated = Arrays.copyOf(inflated, capacity);
        }
        int read = in.read(inflated, size, inflated.length - size);
        if (read < 0) {
          break;
        }
        size += read;
      }
    } catch (IOException e) {
      return Added.BROKEN;
    }
    admission.giveBackBodyBytes(bytes.length);
    charged -= bytes.length;
    bytes = inflated;
    length = size;
    return Added.YES;
  }

  /** The body, in an array of exactly its length. */
  byte[] toArray() {
    return bytes.length == length ? bytes : Arrays.copyOf(bytes, length);
  }

  boolean isEmpty() {
    return length == 0;
  }

  /** Lets go of the bytes and gives their room back. Idempotent. */
  void release() {
    admission.giveBackBodyBytes(charged);
    charged = 0;
    bytes = NONE;
    length = 0;
  }
}
