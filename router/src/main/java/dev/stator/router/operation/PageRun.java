package dev.stator.router.operation;

import dev.stator.cluster.message.PartitionClient;
import dev.stator.cluster.message.PartitionRequest.ReadPage;
import dev.stator.cluster.message.PartitionRequest.ReadRow;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.model.capacity.CapacityUnits;
import dev.stator.model.expression.ConditionExpression;
import dev.stator.model.item.StoredRow;
import dev.stator.model.key.ByteRange;
import dev.stator.model.key.IndexKey;
import dev.stator.model.key.Keys;
import dev.stator.model.key.PrimaryKey;
import dev.stator.model.key.RowKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads one page of a Query or Scan, going from partition to partition until the page is full or
 * there are no more rows. Of a local index that does not hold what is asked for, the items of its
 * rows are read too, some rows at a time; then these fill the page, as do the rows.
 */
final class PageRun {
  /** Bytes of items after which a page ends. Source: the API reference of Query and Scan. */
  static final long PAGE_BYTES_MAX = 1 << 20;

  /**
   * Bytes of JSON after which a page ends though there are more items in it: a megabyte of items is
   * more than that when it is almost all numbers of many digits.
   */
  static final long ANSWER_BYTES_MAX = 8L << 20;

  /** Rows of an index whose items are read before more rows are. */
  private static final int FETCHED_ROWS_MAX = 256;

  private final PartitionClient partitions;
  private final Source source;
  private final List<Piece> pieces;
  private final Spec spec;
  private final Consumer<Outcome> done;
  private final StepLoop steps = new StepLoop();
  private final List<StoredRow> rows = new ArrayList<>();
  private final List<StoredRow> places = new ArrayList<>();
  private int matched;
  private int scanned;
  private long bytes;
  private long fetchedBytes;
  private double fetchedUnits;

  /** A part of one partition. */
  record Piece(long partition, ByteRange range) {}

  /**
   * @param rowsMax the request's Limit, or the largest int
   * @param fetches whether the items of an index's rows are read; then they are not only counted
   */
  record Spec(
      boolean reverse,
      int rowsMax,
      @Nullable ConditionExpression filter,
      boolean countOnly,
      boolean consistent,
      boolean fetches) {}

  /** How it ended. */
  sealed interface Outcome {
    /**
     * @param rows stored rows, in order
     * @param places the rows of what was read by which these were found: the same, or an index's
     * @param bytes of the rows that were looked at, not of items that were read for them
     * @param fetchedUnits what reading items for the rows of an index costs
     * @param last the last row looked at, if there may be more behind it
     */
    record Done(
        List<StoredRow> rows,
        List<StoredRow> places,
        int matched,
        int scanned,
        long bytes,
        double fetchedUnits,
        @Nullable IndexKey last)
        implements Outcome {
      /** Where a page goes on from that ends with this item. */
      IndexKey keyOf(Source source, int row) {
        return source.keyOf(places.get(row).item());
      }
    }

    /** A partition's failure. */
    record Failed(PartitionResponse response) implements Outcome {}
  }

  private PageRun(
      PartitionClient partitions,
      Source source,
      List<Piece> pieces,
      Spec spec,
      Consumer<Outcome> done) {
    this.partitions = partitions;
    this.source = source;
    this.pieces = pieces;
    this.spec = spec;
    this.done = done;
  }

  static void start(
      PartitionClient partitions,
      Source source,
      List<Piece> pieces,
      Spec spec,
      Consumer<Outcome> done) {
    new PageRun(partitions, source, pieces, spec, done).read(0);
  }

  private void read(int next) {
    if (next == pieces.size()) {
      end(null);
    } else {
      read(next, pieces.get(next).range());
    }
  }

  private void read(int piece, ByteRange range) {
    steps.run(() -> ask(piece, range));
  }

  private void ask(int piece, ByteRange range) {
    int rowsMax = spec.rowsMax() - scanned;
    partitions.send(
        new ReadPage(
            pieces.get(piece).partition(),
            range,
            spec.reverse(),
            spec.fetches() ? Math.min(FETCHED_ROWS_MAX, rowsMax) : rowsMax,
            PAGE_BYTES_MAX - bytes,
            // As in the service, what a page reads and costs is the same with a filter.
            spec.fetches() ? null : spec.filter(),
            spec.countOnly(),
            spec.consistent(),
            source.kind()),
        response -> {
          if (!(response instanceof PartitionResponse.Page page)) {
            done.accept(new Outcome.Failed(response));
          } else if (spec.fetches()) {
            fetch(page, piece, range);
          } else {
            add(page, piece, range);
          }
        });
  }

  private void add(PartitionResponse.Page page, int piece, ByteRange range) {
    rows.addAll(page.rows());
    places.addAll(page.rows());
    matched += page.matched();
    scanned += page.scanned();
    bytes += page.scannedBytes();
    goOn(page.lastRowKey(), piece, range);
  }

  private void goOn(byte @Nullable [] last, int piece, ByteRange range) {
    if (last == null) {
      read(piece + 1);
    } else if (isFull()) {
      end(source.decode(last));
    } else {
      // It has passed over many rows of other kinds, or items were to be read, and ended there.
      read(piece, range.startingAfter(last, spec.reverse()));
    }
  }

  private boolean isFull() {
    return scanned >= spec.rowsMax() || bytes >= PAGE_BYTES_MAX || fetchedBytes >= PAGE_BYTES_MAX;
  }

  /** Reads the items of an index's rows. */
  private void fetch(PartitionResponse.Page page, int piece, ByteRange range) {
    TableDescriptor table = source.table();
    List<ReadRow> reads = new ArrayList<>(page.rows().size());
    for (StoredRow row : page.rows()) {
      PrimaryKey key = Keys.fromItem(table.keySchema(), row.item());
      long partition = table.partition(RowKeys.hash(key.partition())).id();
      reads.add(new ReadRow(partition, RowKeys.itemKey(partition, key), spec.consistent()));
    }
    RowReads.start(
        partitions,
        reads,
        PAGE_BYTES_MAX - fetchedBytes,
        answer -> !(answer instanceof PartitionResponse.Row),
        answers -> {
          if (!answers.isEmpty() && !(answers.getLast() instanceof PartitionResponse.Row)) {
            done.accept(new Outcome.Failed(answers.getLast()));
          } else {
            addFetched(page, answers, piece, range);
          }
        });
  }

  private void addFetched(
      PartitionResponse.Page page, List<PartitionResponse> answers, int piece, ByteRange range) {
    for (int i = 0; i < answers.size(); i++) {
      StoredRow place = page.rows().get(i);
      scanned++;
      bytes += place.view().sizeBytes();
      // An item that went meanwhile is left out.
      if (answers.get(i) instanceof PartitionResponse.Row(StoredRow row) && row != null) {
        addFetched(row, place);
      }
    }
    boolean cutShort = answers.size() < page.rows().size();
    boolean others = page.lastRowKey() != null || piece + 1 < pieces.size();
    if (cutShort || (isFull() && others && !answers.isEmpty())) {
      end(source.keyOf(page.rows().get(answers.size() - 1).item()));
    } else {
      goOn(page.lastRowKey(), piece, range);
    }
  }

  private void addFetched(StoredRow row, StoredRow place) {
    int size = row.view().sizeBytes();
    fetchedBytes += size;
    fetchedUnits += CapacityUnits.read(size, ConsumedCapacity.mode(spec.consistent()));
    ConditionExpression filter = spec.filter();
    if (filter == null || filter.test(row.item())) {
      rows.add(row);
      places.add(place);
      matched++;
    }
  }

  private void end(@Nullable IndexKey last) {
    done.accept(new Outcome.Done(rows, places, matched, scanned, bytes, fetchedUnits, last));
  }
}
