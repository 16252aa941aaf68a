package dev.stator.model.item;

import dev.stator.model.Item;

/**
 * The value of an item's row, format 1: when it was last written, and the encoded item, which stays
 * where it is.
 *
 * @param bytes the whole row's value, not copied
 * @param sequence of the write, in its partition; not negative
 * @param timestampMs of the write, since the epoch; not negative
 * @param itemOffset where the encoded item begins; it ends with the row
 */
public record StoredRow(byte[] bytes, long sequence, long timestampMs, int itemOffset) {
  private static final int VERSION = 1;

  /** A row of an item that is encoded already. */
  public static byte[] encode(long sequence, long timestampMs, byte[] item) {
    ItemWriter out = header(sequence, timestampMs);
    out.writeBytes(item);
    return out.toBytes();
  }

  /** A row of an item, encoded in the same pass. */
  public static byte[] encode(long sequence, long timestampMs, Item item) {
    ItemWriter out = header(sequence, timestampMs);
    ItemCodec.write(out, item);
    return out.toBytes();
  }

  /**
   * Reads all but the item.
   *
   * @throws CorruptItemException when the bytes are no row
   */
  public static StoredRow of(byte[] row) {
    ItemReader in = new ItemReader(row, 0, row.length);
    long version = in.readVarint();
    if (version != VERSION) {
      throw new CorruptItemException("a row of format " + version);
    }
    long sequence = in.readVarint();
    long timestampMs = in.readVarint();
    if (sequence < 0 || timestampMs < 0) {
      throw new CorruptItemException("sequence " + sequence + ", timestamp " + timestampMs);
    }
    return new StoredRow(row, sequence, timestampMs, in.at());
  }

  public int itemLength() {
    return bytes.length - itemOffset;
  }

  public ItemView view() {
    return new ItemView(bytes, itemOffset, itemLength());
  }

  public Item item() {
    return ItemCodec.decode(bytes, itemOffset, itemLength());
  }

  private static ItemWriter header(long sequence, long timestampMs) {
    ItemWriter out = new ItemWriter();
    out.writeByte(VERSION);
    out.writeVarint(sequence);
    out.writeVarint(timestampMs);
    return out;
  }
}
