package dev.stator.model.capacity;

import dev.stator.model.ApiException;

/** How much one transaction may write or read, and what is said of more. */
public final class TransactionLimits {
  /** Bytes of one transaction. Source: the API reference. */
  public static final long BYTES_MAX = 4L << 20;

  /**
   * What a transaction's entry in the log of one partition may take: with what goes along with it,
   * it is sent to other nodes in one message. Beside 4 MB there is room for as much of old images,
   * and for rows of a local index.
   */
  public static final long ENTRY_BYTES_MAX = 12L << 20;

  /**
   * Bytes of items that are answered with the reasons of a cancelled transaction. A hundred items
   * may have 40 MB, more than a message between nodes.
   */
  public static final long FOUND_BYTES_MAX = 8L << 20;

  private static final String PAYLOAD =
      "Transaction payload size cannot exceed 4MB. Payload Size: ";

  private TransactionLimits() {}

  /**
   * Of a transaction that writes too much. The text has itself twice in it, as the service's does
   * in the tests of github.com/movogo-io/node-dynamodb-docs; DynamoDB Local has it once.
   */
  public static ApiException payload(long bytes) {
    return ApiException.validation(PAYLOAD + ": " + PAYLOAD + bytes);
  }

  /** Of one that reads too much, in DynamoDB Local's words. */
  public static ApiException answer(long bytes) {
    return ApiException.validation("Payload in response is too large." + bytes);
  }
}
