package dev.stator.node;

import dev.stator.base.Clock;
import dev.stator.base.SerialExecutor;
import dev.stator.cluster.table.PartitionRange;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.cluster.table.TableDirectory;
import dev.stator.cluster.table.TableTimeToLive;
import dev.stator.model.ScalarType;
import dev.stator.model.item.StoredRow;
import dev.stator.model.key.ByteRange;
import dev.stator.model.key.RowKeys;
import dev.stator.node.ttl.Expiry;
import dev.stator.node.ttl.TtlOptions;
import dev.stator.storage.engine.Engine;
import dev.stator.storage.engine.EngineException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * Looks for expired items in the partitions that this node leads, one pass after the other, and has
 * them deleted. A pass reads pages of a few rows, no faster than it may, and goes on when all
 * deletions of a page are answered. Whether an item goes is decided anew by its leader, in order
 * with all other writes. Where no table has a time to live, a pass is a look at the directory.
 *
 * <p>Reads the disk, so the executor is one that may block; all state belongs to it.
 */
public final class TtlSweeper {
  private final StorageNode storage;
  private final Engine engine;
  private final TableDirectory tables;
  private final Clock clock;
  private final SerialExecutor executor;
  private final TtlOptions options;
  private final Consumer<String> problems;
  private final Deque<Sweep> left = new ArrayDeque<>();
  private volatile boolean stopped;

  /**
   * @param problems gets a sentence for the operator about what could not be read
   */
  public TtlSweeper(
      StorageNode storage,
      Engine engine,
      TableDirectory tables,
      Clock clock,
      SerialExecutor executor,
      TtlOptions options,
      Consumer<String> problems) {
    this.storage = storage;
    this.engine = engine;
    this.tables = tables;
    this.clock = clock;
    this.executor = executor;
    this.options = options;
    this.problems = problems;
  }

  public void start() {
    executor.schedule(options.intervalNanos(), this::begin);
  }

  public void stop() {
    stopped = true;
  }

  private void begin() {
    for (TableDescriptor table : tables.all()) {
      String attribute = TableTimeToLive.attribute(table.settings());
      if (attribute != null && table.status().serves()) {
        ScalarType keyType = table.keySchema().partitionKey().type();
        for (PartitionRange range : table.partitions()) {
          left.add(new Sweep(range.id(), keyType, attribute));
        }
      }
    }
    next();
  }

  private void next() {
    Sweep sweep = left.poll();
    if (stopped) {
      left.clear();
    } else if (sweep == null) {
      executor.schedule(options.intervalNanos(), this::begin);
    } else {
      sweep.page();
    }
  }

  /** One partition's part of a pass. */
  private final class Sweep {
    private final long partition;
    private final ScalarType keyType;
    private final String attribute;
    private final byte[] to;
    private byte[] from;
    private int waiting;

    Sweep(long partition, ScalarType keyType, String attribute) {
      this.partition = partition;
      this.keyType = keyType;
      this.attribute = attribute;
      ByteRange all = RowKeys.partition(partition);
      this.from = all.from();
      this.to = all.to();
    }

    void page() {
      if (stopped || !storage.leads(partition)) {
        next();
        return;
      }
      long begun = clock.nanos();
      Page page;
      try {
        page = read();
      } catch (EngineException | IllegalStateException damaged) {
        problems.accept(
            "Expired items of partition " + partition + " cannot be looked for: " + damaged);
        next();
        return;
      }
      from = page.next();
      long untilNanos = begun + options.pageNanos(page.rows(), page.expired().size());
      waiting = page.expired().size() + 1;
      for (byte[] rowKey : page.expired()) {
        storage.expire(
            partition, rowKey, attribute, response -> executor.execute(() -> answered(untilNanos)));
      }
      answered(untilNanos);
    }

    private void answered(long untilNanos) {
      waiting--;
      if (waiting == 0) {
        boolean over = Arrays.compareUnsigned(from, to) >= 0;
        executor.schedule(
            Math.max(0, untilNanos - clock.nanos()), over ? TtlSweeper.this::next : this::page);
      }
    }

    private Page read() {
      long nowMs = clock.wallMillis();
      List<byte[]> expired = new ArrayList<>();
      int rows = 0;
      try (Engine.Cursor cursor = engine.scan(from, to, false)) {
        while (cursor.next()) {
          byte[] key = cursor.key();
          rows++;
          if (RowKeys.kind(keyType, key) == RowKeys.ITEM
              && Expiry.expired(StoredRow.of(cursor.value()).view(), attribute, nowMs)) {
            expired.add(key);
          }
          if (rows >= options.pageRows() || expired.size() >= options.deletionsInFlightMax()) {
            return new Page(rows, expired, Arrays.copyOf(key, key.length + 1));
          }
        }
      }
      return new Page(rows, expired, to);
    }
  }

  /**
   * What was looked at.
   *
   * @param expired row keys
   * @param next where to go on
   */
  private record Page(int rows, List<byte[]> expired, byte[] next) {}
}
