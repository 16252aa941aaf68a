package dev.stator.cluster.change;

import org.jspecify.annotations.Nullable;

/**
 * One change of one item.
 *
 * @param expired whether it is a deletion that TTL made
 * @param timestampMs of the write, wall time at the leader since 1970
 * @param indexId for a {@link Kind#TOUCH}, the index that it is for; else 0
 * @param rowKey the item's row key, in the partition that changed
 * @param oldImage the encoded item before; null when there was none or nobody needs it
 * @param newImage the encoded item after; null when there is none or nobody needs it
 */
public record ChangeRecord(
    ChangePlace place,
    Kind kind,
    boolean expired,
    long timestampMs,
    long indexId,
    byte[] rowKey,
    byte @Nullable [] oldImage,
    byte @Nullable [] newImage) {

  /** What happened to the item. */
  public enum Kind {
    INSERT((byte) 1),
    MODIFY((byte) 2),
    REMOVE((byte) 3),

    /** Nothing: the item as it is, for one index that is being built. */
    TOUCH((byte) 4);

    private final byte code;

    Kind(byte code) {
      this.code = code;
    }

    /** As formats have it. */
    public byte code() {
      return code;
    }

    /**
     * @throws IllegalArgumentException for a code that is none
     */
    public static Kind of(int code) {
      return switch (code) {
        case 1 -> INSERT;
        case 2 -> MODIFY;
        case 3 -> REMOVE;
        case 4 -> TOUCH;
        default -> throw new IllegalArgumentException("a change of kind " + code);
      };
    }
  }

  /** Roughly what it takes, in bytes. */
  public int bytes() {
    return 64
        + rowKey.length
        + (oldImage == null ? 0 : oldImage.length)
        + (newImage == null ? 0 : newImage.length);
  }
}
