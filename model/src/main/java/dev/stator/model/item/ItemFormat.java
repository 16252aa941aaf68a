package dev.stator.model.item;

/** The constants of format 1 (docs/formats/item-1.md). Stored for ever: never change one. */
final class ItemFormat {
  static final int VERSION = 1;

  static final int S = 0;
  static final int INTEGER = 1;
  static final int DECIMAL = 2;
  static final int B = 3;
  static final int FALSE = 4;
  static final int TRUE = 5;
  static final int NULL = 6;
  static final int M = 7;
  static final int L = 8;
  static final int SS = 9;
  static final int NS = 10;
  static final int BS = 11;

  /** A value's first byte holds its type in the low half and its length in the high half. */
  static final int TYPE_MASK = 0x0F;

  static final int LENGTH_SHIFT = 4;

  /** In the high half: the length follows as a varint. */
  static final int LONG_LENGTH = 15;

  /** The power of ten of the last of 38 digits in the smallest number. */
  static final int EXPONENT_MIN = -167;

  /** 38 digits and a sign. */
  static final int UNSCALED_BYTES_MAX = 16;

  /** Deeper than any valid item, shallow enough for the stack. */
  static final int DEPTH_MAX = 64;

  private ItemFormat() {}
}
