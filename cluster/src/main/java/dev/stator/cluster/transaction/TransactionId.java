package dev.stator.cluster.transaction;

import dev.stator.base.Bytes;

/**
 * Names one attempt to carry out a transaction. Given out once.
 *
 * @param attempt tells attempts of one key apart; its upper bits are the minute it was made in
 * @param keyHigh of the key in the ledger: of the client's token, or random without one
 * @param keyLow the rest of that key
 */
public record TransactionId(long attempt, long keyHigh, long keyLow)
    implements Comparable<TransactionId> {
  /** How long an encoded id is. */
  public static final int BYTES = 3 * Long.BYTES;

  private static final int RANDOM_BITS = 38;
  private static final int BUCKET_MILLIS = 60_000;

  /**
   * A new attempt.
   *
   * @param wallMillis when, since 1970; need not be exact
   * @param random 64 random bits
   */
  public static TransactionId of(long wallMillis, long random, long keyHigh, long keyLow) {
    long minute = Math.floorDiv(wallMillis, BUCKET_MILLIS) & ((1L << (63 - RANDOM_BITS)) - 1);
    return new TransactionId(
        minute << RANDOM_BITS | random >>> (Long.SIZE - RANDOM_BITS), keyHigh, keyLow);
  }

  /** The minute the attempt was made in, as its maker's clock had it. What belongs to it can go. */
  public long bucket() {
    return attempt >>> RANDOM_BITS;
  }

  /** The least attempt of a bucket. */
  public static long firstAttempt(long bucket) {
    return bucket << RANDOM_BITS;
  }

  /** The key in the ledger. */
  public byte[] key() {
    byte[] key = new byte[2 * Long.BYTES];
    Bytes.putLong(key, 0, keyHigh);
    Bytes.putLong(key, Long.BYTES, keyLow);
    return key;
  }

  /** Attempts of one bucket follow each other. */
  public byte[] encode() {
    byte[] bytes = new byte[BYTES];
    Bytes.putLong(bytes, 0, attempt);
    Bytes.putLong(bytes, Long.BYTES, keyHigh);
    Bytes.putLong(bytes, 2 * Long.BYTES, keyLow);
    return bytes;
  }

  /**
   * @param bytes hold an id from {@code at} on
   */
  public static TransactionId decode(byte[] bytes, int at) {
    return new TransactionId(
        Bytes.getLong(bytes, at),
        Bytes.getLong(bytes, at + Long.BYTES),
        Bytes.getLong(bytes, at + 2 * Long.BYTES));
  }

  @Override
  public int compareTo(TransactionId other) {
    int byAttempt = Long.compareUnsigned(attempt, other.attempt);
    if (byAttempt != 0) {
      return byAttempt;
    }
    int byHigh = Long.compareUnsigned(keyHigh, other.keyHigh);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(keyLow, other.keyLow);
  }

  @Override
  public String toString() {
    return Long.toHexString(keyHigh) + Long.toHexString(keyLow) + "/" + Long.toHexString(attempt);
  }
}
