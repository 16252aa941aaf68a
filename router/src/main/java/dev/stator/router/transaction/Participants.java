package dev.stator.router.transaction;

import dev.stator.base.Clock;
import dev.stator.base.SerialExecutor;
import dev.stator.cluster.message.PartitionClient;
import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.message.TransactionRequest;
import dev.stator.cluster.table.TableControl;
import dev.stator.cluster.transaction.TransactionId;
import dev.stator.cluster.transaction.TransactionResponse;
import dev.stator.router.route.RequestScope;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Asks partitions for steps of transactions, and goes on asking where that does no harm. */
final class Participants {
  private static final long AGAIN_NANOS_MIN = 5_000_000L;
  private static final long AGAIN_NANOS_MAX = 200_000_000L;

  private final PartitionClient partitions;
  private final TableControl control;
  private final Clock clock;
  private final SerialExecutor executor;

  /**
   * @param control knows which partitions are gone
   */
  Participants(
      PartitionClient partitions, TableControl control, Clock clock, SerialExecutor executor) {
    this.partitions = partitions;
    this.control = control;
    this.clock = clock;
    this.executor = executor;
  }

  /** Runs something after a short while. */
  void later(Runnable task) {
    later(AGAIN_NANOS_MIN, task);
  }

  void later(long nanos, Runnable task) {
    executor.schedule(nanos, RequestScope.bound(task));
  }

  void ask(long partition, TransactionRequest step, Consumer<PartitionResponse> reply) {
    partitions.send(new PartitionRequest.Transact(partition, step), reply);
  }

  /**
   * Has every partition finish the transaction.
   *
   * @param nanos how long to try
   * @param done gets whether all have; those that have not will ask themselves
   */
  void finish(
      TransactionId id, List<Long> where, boolean commit, long nanos, Consumer<Boolean> done) {
    if (where.isEmpty()) {
      done.accept(true);
      return;
    }
    long deadline = clock.nanos() + nanos;
    AtomicInteger missing = new AtomicInteger(where.size());
    AtomicBoolean all = new AtomicBoolean(true);
    for (long partition : where) {
      finish(
          partition,
          new TransactionRequest.Finish(id, commit, false),
          deadline,
          AGAIN_NANOS_MIN,
          response -> {
            if (!finished(response)) {
              all.set(false);
            }
            if (missing.decrementAndGet() == 0) {
              done.accept(all.get());
            }
          });
    }
  }

  /**
   * Has one partition say whether a one-phase write was done, and do none that comes later.
   *
   * @param reply gets {@link PartitionResponse.NotHosted} for a partition that is gone, and else
   *     never
   */
  void seal(TransactionId id, long partition, long nanos, Consumer<PartitionResponse> reply) {
    finish(
        partition,
        new TransactionRequest.Finish(id, false, true),
        clock.nanos() + nanos,
        AGAIN_NANOS_MIN,
        reply);
  }

  /** A partition that is gone has nothing to be finished. */
  static boolean finished(PartitionResponse response) {
    return response instanceof PartitionResponse.NotHosted
        || (response instanceof PartitionResponse.Transacted transacted
            && transacted.response() instanceof TransactionResponse.Finished);
  }

  private void finish(
      long partition,
      TransactionRequest.Finish step,
      long deadline,
      long waitNanos,
      Consumer<PartitionResponse> reply) {
    ask(
        partition,
        step,
        response -> {
          if (response instanceof PartitionResponse.NotHosted) {
            unlessGone(partition, step, deadline, waitNanos, reply);
          } else if (finished(response)) {
            reply.accept(response);
          } else {
            again(partition, step, deadline, waitNanos, response, reply);
          }
        });
  }

  /**
   * Nobody here knows of the partition: it is gone with its table, or so new that this node has not
   * heard of it. Only the control plane can tell, and until it does nothing is finished; who waits
   * for that is answered at the deadline all the same.
   */
  private void unlessGone(
      long partition,
      TransactionRequest.Finish step,
      long deadline,
      long waitNanos,
      Consumer<PartitionResponse> reply) {
    AtomicBoolean answered = new AtomicBoolean();
    SerialExecutor.Timer patience =
        executor.schedule(
            Math.max(0, deadline - clock.nanos()),
            RequestScope.bound(() -> {
              if (answered.compareAndSet(false, true)) {
                reply.accept(new PartitionResponse.NotLeader(null));
              }
            }));
    control.gone(
        List.of(partition),
        gone -> {
          if (!answered.compareAndSet(false, true)) {
            return;
          }
          patience.cancel();
          if (gone.contains(partition)) {
            reply.accept(new PartitionResponse.NotHosted());
          } else {
            PartitionResponse unknown = new PartitionResponse.NotLeader(null);
            again(partition, step, deadline, waitNanos, unknown, reply);
          }
        });
  }

  private void again(
      long partition,
      TransactionRequest.Finish step,
      long deadline,
      long waitNanos,
      PartitionResponse response,
      Consumer<PartitionResponse> reply) {
    if (clock.nanos() + waitNanos - deadline > 0) {
      reply.accept(response);
      return;
    }
    long nextNanos = Math.min(2 * waitNanos, AGAIN_NANOS_MAX);
    later(waitNanos, () -> finish(partition, step, deadline, nextNanos, reply));
  }
}
