package dev.stator.router.transaction;

import dev.stator.cluster.transaction.TransactionId;
import dev.stator.model.Binary;
import dev.stator.router.transaction.Ledger.Answer;
import dev.stator.router.transaction.LedgerItem.State;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Finishes transactions that a partition waits for in vain. Any router may do it, and several may
 * at the same time.
 */
final class Recovery {
  private static final int AT_A_TIME_MAX = 64;
  private static final long TRY_NANOS = 1_000_000_000L;

  private final Context context;
  private final AtomicInteger underWay = new AtomicInteger();

  Recovery(Context context) {
    this.context = context;
  }

  /**
   * A partition has had something pending for a while. It asks again when nothing comes of it.
   *
   * @param waitedNanos since its leader first knew of it
   */
  void recover(long partition, TransactionId id, long waitedNanos) {
    if (underWay.incrementAndGet() > AT_A_TIME_MAX) {
      underWay.decrementAndGet();
      return;
    }
    context
        .ledger()
        .find(
            new Binary(id.key()),
            answer -> {
              if (answer instanceof Answer.Otherwise otherwise) {
                found(partition, id, waitedNanos, otherwise);
              } else {
                ended();
              }
            });
  }

  private void found(long partition, TransactionId id, long waitedNanos, Answer.Otherwise answer) {
    LedgerItem item = answer.found();
    if (item == null || item.attempt() != id.attempt() || item.state() == State.DONE) {
      // Never to be committed, or committed everywhere: what is left here is of no account.
      context.mark(TransactionBranch.RECOVERED_AS_FORGOTTEN);
      finish(partition, id, false);
    } else if (item.state() == State.COMMITTED) {
      context.mark(TransactionBranch.RECOVERED_AS_COMMITTED);
      finish(partition, id, true);
    } else if (waitedNanos >= context.options().abandonedNanos()) {
      context.mark(TransactionBranch.RECOVERED_AS_ABANDONED);
      new Settlement(context, TRY_NANOS).settle(item, end -> ended());
    } else {
      ended();
    }
  }

  private void finish(long partition, TransactionId id, boolean commit) {
    context.participants().finish(id, List.of(partition), commit, TRY_NANOS, all -> ended());
  }

  private void ended() {
    underWay.decrementAndGet();
  }
}
