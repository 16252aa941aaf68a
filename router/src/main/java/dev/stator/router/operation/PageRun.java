package dev.stator.router.operation;

import dev.stator.cluster.message.PartitionClient;
import dev.stator.cluster.message.PartitionRequest.ReadPage;
import dev.stator.cluster.message.PartitionRequest.RowKind;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.model.expression.ConditionExpression;
import dev.stator.model.item.StoredRow;
import dev.stator.model.key.ByteRange;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads one page of a Query or Scan, going from partition to partition until the page is full or
 * there are no more rows.
 */
final class PageRun {
  /** Bytes of items after which a page ends. Source: the API reference of Query and Scan. */
  static final long PAGE_BYTES_MAX = 1 << 20;

  private final PartitionClient partitions;
  private final List<Piece> pieces;
  private final Spec spec;
  private final Consumer<Outcome> done;
  private final List<StoredRow> rows = new ArrayList<>();
  private int matched;
  private int scanned;
  private long bytes;

  /** A part of one partition. */
  record Piece(long partition, ByteRange range) {}

  /**
   * @param rowsMax the request's Limit, or the largest int
   * @param kind of the rows that are meant; null when there are no others in the pieces
   */
  record Spec(
      boolean reverse,
      int rowsMax,
      @Nullable ConditionExpression filter,
      boolean countOnly,
      boolean consistent,
      @Nullable RowKind kind) {}

  /** How it ended. */
  sealed interface Outcome {
    /**
     * @param rows stored rows, in order
     * @param lastRowKey the last row looked at, if there may be more behind it
     */
    record Done(
        List<StoredRow> rows, int matched, int scanned, long bytes, byte @Nullable [] lastRowKey)
        implements Outcome {}

    /** A partition's failure. */
    record Failed(PartitionResponse response) implements Outcome {}
  }

  private PageRun(
      PartitionClient partitions, List<Piece> pieces, Spec spec, Consumer<Outcome> done) {
    this.partitions = partitions;
    this.pieces = pieces;
    this.spec = spec;
    this.done = done;
  }

  static void start(
      PartitionClient partitions, List<Piece> pieces, Spec spec, Consumer<Outcome> done) {
    new PageRun(partitions, pieces, spec, done).read(0);
  }

  private void read(int next) {
    if (next == pieces.size()) {
      done.accept(new Outcome.Done(rows, matched, scanned, bytes, null));
    } else {
      read(next, pieces.get(next).range());
    }
  }

  private void read(int next, ByteRange range) {
    partitions.send(
        new ReadPage(
            pieces.get(next).partition(),
            range,
            spec.reverse(),
            spec.rowsMax() - scanned,
            PAGE_BYTES_MAX - bytes,
            spec.filter(),
            spec.countOnly(),
            spec.consistent(),
            spec.kind()),
        response -> {
          if (response instanceof PartitionResponse.Page page) {
            add(page, next, range);
          } else {
            done.accept(new Outcome.Failed(response));
          }
        });
  }

  private void add(PartitionResponse.Page page, int piece, ByteRange range) {
    rows.addAll(page.rows());
    matched += page.matched();
    scanned += page.scanned();
    bytes += page.scannedBytes();
    byte[] last = page.lastRowKey();
    if (last == null) {
      read(piece + 1);
    } else if (scanned < spec.rowsMax() && bytes < PAGE_BYTES_MAX) {
      // It has passed over many rows of other kinds, and ended there.
      read(piece, range.startingAfter(last, spec.reverse()));
    } else {
      done.accept(new Outcome.Done(rows, matched, scanned, bytes, last));
    }
  }
}
