package dev.stator.node;

import dev.stator.cluster.transaction.TransactionId;

/** Hears of transactions whose coordinators stay away. Any thread; must not block. */
@FunctionalInterface
public interface StalledTransactions {
  /**
   * Said again every few seconds while it is so.
   *
   * @param partition that is led here and has items prepared for it
   * @param waitedNanos since this leader first knew of it
   */
  void waits(long partition, TransactionId id, long waitedNanos);

  /** Passes on to somebody who comes later; until then nobody hears. */
  final class Relay implements StalledTransactions {
    private volatile StalledTransactions listener = (partition, id, waitedNanos) -> {};

    void to(StalledTransactions next) {
      listener = next;
    }

    @Override
    public void waits(long partition, TransactionId id, long waitedNanos) {
      listener.waits(partition, id, waitedNanos);
    }
  }
}
