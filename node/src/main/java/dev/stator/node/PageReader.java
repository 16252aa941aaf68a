package dev.stator.node;

import dev.stator.cluster.message.PartitionRequest.ReadPage;
import dev.stator.cluster.message.PartitionRequest.RowKind;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.model.item.StoredRow;
import dev.stator.model.key.RowKeys;
import dev.stator.storage.engine.Engine;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads one page of rows from the engine. Rows of other kinds are passed over, but not without a
 * bound: a page ends before it is full when it has passed over many, and whoever wants more goes on
 * from there. So a few rows of an index among many items keep nobody else from the lane.
 */
final class PageReader {
  static final int PASSED_OVER_MAX = 10_000;

  private PageReader() {}

  static PartitionResponse read(Engine engine, ReadPage request) {
    List<StoredRow> rows = new ArrayList<>();
    int matched = 0;
    int scanned = 0;
    int passedOver = 0;
    long bytes = 0;
    try (Engine.Cursor cursor =
        engine.scan(request.range().from(), request.range().to(), request.reverse())) {
      while (cursor.next()) {
        RowKind kind = request.kind();
        if (kind != null && RowKeys.kind(kind.partitionKey(), cursor.key()) != kind.kind()) {
          if (++passedOver >= PASSED_OVER_MAX) {
            return new PartitionResponse.Page(rows, matched, scanned, bytes, cursor.key());
          }
          continue;
        }
        StoredRow row = StoredRow.of(cursor.value());
        scanned++;
        bytes += row.view().sizeBytes();
        if (request.filter() == null || request.filter().test(row.item())) {
          matched++;
          if (!request.countOnly()) {
            rows.add(row);
          }
        }
        if (scanned >= request.rowsMax() || bytes >= request.bytesMax()) {
          return new PartitionResponse.Page(rows, matched, scanned, bytes, cursor.key());
        }
      }
    }
    return new PartitionResponse.Page(rows, matched, scanned, bytes, null);
  }
}
