package dev.stator.router.transaction;

import dev.stator.base.Clock;
import dev.stator.base.RandomSource;
import dev.stator.base.SerialExecutor;
import dev.stator.cluster.message.PartitionClient;
import dev.stator.cluster.table.TableControl;
import dev.stator.cluster.table.TableDirectory;
import dev.stator.cluster.transaction.TransactionId;
import dev.stator.router.route.RequestScope;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongPredicate;

/** Carries out transactions, and finishes those of other routers. Any thread may call. */
public final class Transactions {
  private final Context context;
  private final Recovery recovery;
  private final LedgerSweep sweep;
  private final AtomicInteger underWay = new AtomicInteger();

  /**
   * @param partitions the way to all partitions of the cluster
   * @param ledHere whether this node leads a partition: then it looks after the ledger's items
   *     there
   * @param executor for waits, and for the making of the ledger
   */
  public Transactions(
      TableDirectory tables,
      TableControl control,
      PartitionClient partitions,
      LongPredicate ledHere,
      Clock clock,
      RandomSource random,
      SerialExecutor executor,
      TransactionOptions options) {
    PartitionClient within = RequestScope.within(partitions);
    this.context =
        new Context(
            new Ledger(tables, control, within, clock, executor),
            new Participants(within, control, clock, executor),
            new Timestamps(clock),
            clock,
            random,
            options);
    this.recovery = new Recovery(context);
    this.sweep = new LedgerSweep(context, within, ledHere, executor);
  }

  /** Begins to look after the ledger. */
  public void start() {
    sweep.start();
  }

  /** Begins nothing new by itself. */
  public void stop() {
    sweep.stop();
  }

  /** Writes all of it or nothing; the reply comes in bounded time, on any thread. */
  public void write(TransactionWrite write, Consumer<WriteOutcome> reply) {
    if (admit()) {
      Runnable ended = ending();
      RequestScope.run(
          ended,
          () ->
              new WriteRun(
                      context,
                      write,
                      outcome -> {
                        ended.run();
                        reply.accept(outcome);
                      })
                  .start());
    } else {
      reply.accept(new WriteOutcome.Failed(Failures.throttled()));
    }
  }

  /** Reads all items as of one instant; the reply comes in bounded time, on any thread. */
  public void read(TransactionRead read, Consumer<ReadOutcome> reply) {
    if (admit()) {
      Runnable ended = ending();
      RequestScope.run(
          ended,
          () ->
              new ReadRun(
                      context,
                      read,
                      outcome -> {
                        ended.run();
                        reply.accept(outcome);
                      })
                  .round());
    } else {
      reply.accept(new ReadOutcome.Failed(Failures.throttled()));
    }
  }

  private boolean admit() {
    if (underWay.incrementAndGet() > context.options().underWayMax()) {
      underWay.decrementAndGet();
      return false;
    }
    return true;
  }

  /** Takes back, once, what {@link #admit} has counted. */
  private Runnable ending() {
    AtomicBoolean over = new AtomicBoolean();
    return () -> {
      if (over.compareAndSet(false, true)) {
        underWay.decrementAndGet();
      }
    };
  }

  /**
   * A partition that is led here has waited for a transaction's coordinator.
   *
   * @param waitedNanos for how long
   */
  public void recover(long partition, TransactionId id, long waitedNanos) {
    recovery.recover(partition, id, waitedNanos);
  }
}
