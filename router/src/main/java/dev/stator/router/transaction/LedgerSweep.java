package dev.stator.router.transaction;

import dev.stator.base.SerialExecutor;
import dev.stator.cluster.message.PartitionClient;
import dev.stator.cluster.message.PartitionRequest.ReadPage;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.PartitionRange;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.model.Item;
import dev.stator.model.item.StoredRow;
import dev.stator.model.key.ByteRange;
import dev.stator.model.key.RowKeys;
import dev.stator.router.transaction.LedgerItem.State;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Removes what the ledger need not remember any more, and ends what a coordinator left behind that
 * no partition asks for. Each node looks through the partitions of the ledger that it leads, page
 * by page, with a pause after each.
 *
 * <p>No wall clock says how old an item is: each pass notes how far the partition's rows went, and
 * the items up to there are as old as that note ({@link RowAges}). Notes are written down in the
 * ledger beside the items, and read by all nodes, so that neither another leader nor a restart
 * begins anew.
 */
final class LedgerSweep {
  private static final int PAGE_ROWS = 500;
  private static final long PAGE_BYTES = 1 << 20;
  private static final long PAUSE_NANOS = 50_000_000L;
  private static final long TRY_NANOS = 1_000_000_000L;
  private static final int AT_A_TIME = 100;

  /** Far longer than any coordinator lives. */
  private static final long LEFT_NANOS = 50_000_000_000L;

  private final Context context;
  private final PartitionClient partitions;
  private final LongPredicate ledHere;
  private final SerialExecutor executor;
  private final long rememberNanos;

  /** All of these belong to the executor. */
  private final Queue<Long> waiting = new ArrayDeque<>();

  private final Set<Long> known = new TreeSet<>();

  private final TreeMap<Long, RowAges> ages = new TreeMap<>();

  private volatile boolean stopped;

  LedgerSweep(
      Context context, PartitionClient partitions, LongPredicate ledHere, SerialExecutor executor) {
    this.context = context;
    this.partitions = partitions;
    this.ledHere = ledHere;
    this.executor = executor;
    // Clocks of durations may run fast, too.
    long remember = context.options().rememberNanos();
    this.rememberNanos = remember + remember / 32;
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
      known.clear();
      for (PartitionRange range : table.partitions()) {
        known.add(range.id());
        waiting.add(range.id());
      }
      ages.keySet().retainAll(known);
    }
    next();
  }

  private void next() {
    Long partition = waiting.poll();
    if (stopped) {
      waiting.clear();
    } else if (partition == null) {
      start();
    } else {
      context
          .ledger()
          .findNote(RowAges.key(partition), note -> executor.execute(() -> noted(partition, note)));
    }
  }

  /** Counts on from what others found, also for partitions that others lead. */
  private void noted(long partition, @Nullable Item note) {
    RowAges rows = ages.computeIfAbsent(partition, any -> new RowAges());
    if (note != null) {
      rows.addAll(note, context.clock().nanos());
    }
    if (ledHere.test(partition)) {
      new Pass(partition, rows, note != null).begin();
    } else {
      next();
    }
  }

  /** One look through one partition. */
  private final class Pass {
    private final long partition;
    private final boolean noted;
    private final RowAges rows;
    private final long forgotten;
    private final long left;
    private long last = -1;

    /**
     * @param noted whether anything is written down of the ages of its rows
     */
    Pass(long partition, RowAges rows, boolean noted) {
      this.partition = partition;
      this.noted = noted;
      this.rows = rows;
      long now = context.clock().nanos();
      rows.trim(now, rememberNanos);
      this.forgotten = rows.olderThan(now, rememberNanos);
      this.left = rows.olderThan(now, LEFT_NANOS);
    }

    void begin() {
      read(RowKeys.partition(partition));
    }

    private void read(ByteRange range) {
      if (stopped) {
        return;
      }
      ReadPage page =
          new ReadPage(partition, range, false, PAGE_ROWS, PAGE_BYTES, null, false, true);
      partitions.send(page, response -> executor.execute(() -> answered(range, response)));
    }

    private void answered(ByteRange range, PartitionResponse response) {
      if (!(response instanceof PartitionResponse.Page page)) {
        // Led elsewhere by now, or busy: there is a next time.
        next();
        return;
      }
      List<Ending> endings = new ArrayList<>();
      for (StoredRow row : page.rows()) {
        Ending ending = look(row);
        if (ending != null) {
          endings.add(ending);
        }
      }
      byte[] lastKey = page.lastRowKey();
      Runnable then =
          lastKey == null
              ? this::end
              : () ->
                  executor.schedule(PAUSE_NANOS, () -> read(range.startingAfter(lastKey, false)));
      endAll(endings, then);
    }

    /** What has to be done about a row; null for nothing. */
    private @Nullable Ending look(StoredRow row) {
      Item found = row.item();
      LedgerItem item = LedgerItem.fromItem(found);
      if (item == null) {
        long noteOf = RowAges.partition(found);
        return noteOf < 0 || known.contains(noteOf)
            ? null
            : then -> context.ledger().removeNote(RowAges.key(noteOf), then);
      }
      last = Math.max(last, row.sequence());
      if (item.state() == State.DONE) {
        return row.sequence() > forgotten
            ? null
            : then ->
                context
                    .ledger()
                    .remove(item.key(), item.attempt(), State.DONE, answer -> then.run());
      }
      return row.sequence() > left
          ? null
          : then -> {
            context.mark(TransactionBranch.SWEPT_UNFINISHED);
            new Settlement(context, TRY_NANOS).settle(item, end -> then.run());
          };
    }

    /** Some at a time. */
    private void endAll(List<Ending> endings, Runnable then) {
      if (endings.isEmpty()) {
        then.run();
        return;
      }
      List<Ending> now = endings.subList(0, Math.min(AT_A_TIME, endings.size()));
      List<Ending> later = endings.subList(now.size(), endings.size());
      AtomicInteger missing = new AtomicInteger(now.size());
      for (Ending ending : now) {
        ending.run(() -> {
          if (missing.decrementAndGet() == 0) {
            executor.execute(() -> endAll(later, then));
          }
        });
      }
    }

    /** Whatever has been seen was there by now. */
    private void end() {
      Runnable then = () -> executor.execute(LedgerSweep.this::next);
      if (last >= 0) {
        long now = context.clock().nanos();
        rows.add(last, now);
        context.ledger().keepNote(rows.toItem(partition, now), then);
      } else {
        ages.remove(partition);
        if (noted) {
          context.ledger().removeNote(RowAges.key(partition), then);
        } else {
          then.run();
        }
      }
    }
  }

  /** Something to be done about an item; says when it is done, or has failed. */
  private interface Ending {
    void run(Runnable then);
  }
}
