package dev.stator.node.transaction;

import dev.stator.cluster.transaction.TransactionId;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A transaction that is prepared on an item, format 1.
 *
 * @param timestampMs of the transaction
 * @param preparedMs wall time at the leader when it was prepared, since 1970
 * @param effect what a commit does
 * @param item the encoded item that a commit puts; null when it puts none
 */
public record PendingRow(
    TransactionId id, long timestampMs, long preparedMs, Effect effect, byte @Nullable [] item) {
  private static final byte VERSION = 1;

  /** What a commit does to the item. */
  public enum Effect {
    /** Nothing: the transaction depends on it as it is. */
    CHECK((byte) 1),
    PUT((byte) 2),
    DELETE((byte) 3);

    private final byte code;

    Effect(byte code) {
      this.code = code;
    }
  }

  public byte[] encode() {
    byte[] put = item == null ? new byte[0] : item;
    return ByteBuffer.allocate(1 + TransactionId.BYTES + 2 * Long.BYTES + 1 + put.length)
        .put(VERSION)
        .put(id.encode())
        .putLong(timestampMs)
        .putLong(preparedMs)
        .put(effect.code)
        .put(put)
        .array();
  }

  /**
   * @throws IllegalStateException when the bytes are none of this version
   */
  public static PendingRow decode(byte[] bytes) {
    try {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      byte version = in.get();
      if (version != VERSION) {
        throw malformed("version " + version);
      }
      TransactionId id = TransactionId.decode(bytes, in.position());
      in.position(in.position() + TransactionId.BYTES);
      long timestampMs = in.getLong();
      long preparedMs = in.getLong();
      Effect effect = effect(in.get());
      byte[] item = new byte[in.remaining()];
      in.get(item);
      if ((item.length > 0) != (effect == Effect.PUT)) {
        throw malformed("an item of " + item.length + " bytes");
      }
      return new PendingRow(
          id, timestampMs, preparedMs, effect, effect == Effect.PUT ? item : null);
    } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException cut) {
      throw malformed("no end");
    }
  }

  private static Effect effect(byte code) {
    for (Effect effect : Effect.values()) {
      if (effect.code == code) {
        return effect;
      }
    }
    throw malformed("effect " + code);
  }

  private static IllegalStateException malformed(String what) {
    return new IllegalStateException(
        "A pending transaction's row cannot be read: it has "
            + what
            + ". It was written by a newer Stator, or this is a bug.");
  }
}
