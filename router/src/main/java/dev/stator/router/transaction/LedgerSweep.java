package dev.stator.router.transaction;

import dev.stator.base.SerialExecutor;
import dev.stator.cluster.message.PartitionClient;
import dev.stator.cluster.message.PartitionRequest.ReadPage;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.PartitionRange;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.model.item.StoredRow;
import dev.stator.model.key.ByteRange;
import dev.stator.model.key.RowKeys;
import dev.stator.router.transaction.LedgerItem.State;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongPredicate;

/**
 * Removes what the ledger need not remember any more, and ends what a coordinator left behind that
 * no partition asks for. Each node looks through the partitions of the ledger that it leads, page
 * by page, with a pause after each.
 */
final class LedgerSweep {
  private static final int PAGE_ROWS = 100;
  private static final long PAGE_BYTES = 1 << 20;
  private static final long PAUSE_NANOS = 50_000_000L;
  private static final long TRY_NANOS = 1_000_000_000L;

  /** Far longer than any coordinator lives. */
  private static final long LEFT_MILLIS = 60_000;

  private final Context context;
  private final PartitionClient partitions;
  private final LongPredicate ledHere;
  private final SerialExecutor executor;

  /** Belongs to the executor. */
  private final Queue<ReadPage> pages = new ArrayDeque<>();

  private volatile boolean stopped;

  LedgerSweep(
      Context context, PartitionClient partitions, LongPredicate ledHere, SerialExecutor executor) {
    this.context = context;
    this.partitions = partitions;
    this.ledHere = ledHere;
    this.executor = executor;
  }

  void start() {
    executor.schedule(context.options().sweepNanos(), this::sweep);
  }

  void stop() {
    stopped = true;
  }

  private void sweep() {
    TableDescriptor table = context.ledger().table();
    if (table != null) {
      for (PartitionRange range : table.partitions()) {
        if (ledHere.test(range.id())) {
          pages.add(page(range.id(), RowKeys.partition(range.id())));
        }
      }
    }
    next();
  }

  private static ReadPage page(long partition, ByteRange range) {
    return new ReadPage(partition, range, false, PAGE_ROWS, PAGE_BYTES, null, false, true);
  }

  private void next() {
    ReadPage page = pages.poll();
    if (stopped) {
      pages.clear();
    } else if (page == null) {
      start();
    } else {
      partitions.send(page, response -> executor.execute(() -> read(page, response)));
    }
  }

  private void read(ReadPage asked, PartitionResponse response) {
    if (!(response instanceof PartitionResponse.Page page)) {
      // Led elsewhere by now, or busy: there is a next time.
      next();
      return;
    }
    byte[] last = page.lastRowKey();
    if (last != null) {
      pages.add(page(asked.partition(), asked.range().startingAfter(last, false)));
    }
    List<LedgerItem> over = new ArrayList<>();
    for (StoredRow row : page.rows()) {
      LedgerItem item = LedgerItem.fromItem(row.item());
      if (item != null && over(item)) {
        over.add(item);
      }
    }
    AtomicInteger missing = new AtomicInteger(over.size() + 1);
    Runnable one =
        () -> {
          if (missing.decrementAndGet() == 0) {
            executor.schedule(PAUSE_NANOS, this::next);
          }
        };
    over.forEach(item -> end(item, one));
    one.run();
  }

  private boolean over(LedgerItem item) {
    long ageMs = context.clock().wallMillis() - item.beganMs();
    return item.state() == State.DONE
        ? ageMs > context.options().rememberMillis()
        : Math.abs(ageMs) > LEFT_MILLIS;
  }

  private void end(LedgerItem item, Runnable then) {
    if (item.state() == State.DONE) {
      context.ledger().remove(item.key(), item.attempt(), State.DONE, answer -> then.run());
    } else {
      context.mark(TransactionBranch.SWEPT_UNFINISHED);
      new Settlement(context, TRY_NANOS).settle(item, end -> then.run());
    }
  }
}
