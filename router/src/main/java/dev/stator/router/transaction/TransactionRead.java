package dev.stator.router.transaction;

import java.util.List;

/**
 * A read transaction.
 *
 * @param gets in the order of the request
 */
public record TransactionRead(List<Get> gets) {
  public TransactionRead {
    gets = List.copyOf(gets);
  }

  /** One item to be read. */
  public record Get(long partition, byte[] rowKey) {}
}
