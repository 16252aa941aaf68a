package dev.stator.node;

import dev.stator.cluster.message.PartitionRequest.ReadPage;
import dev.stator.cluster.message.PartitionRequest.RowKind;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.model.item.StoredRow;
import dev.stator.model.key.RowKeys;
import dev.stator.storage.engine.Engine;
import java.util.ArrayList;
import java.util.List;

/** Reads one page of rows from the engine. */
final class PageReader {
  private PageReader() {}

  static PartitionResponse read(Engine engine, ReadPage request) {
    List<StoredRow> rows = new ArrayList<>();
    int matched = 0;
    int scanned = 0;
    long bytes = 0;
    try (Engine.Cursor cursor =
        engine.scan(request.range().from(), request.range().to(), request.reverse())) {
      while (cursor.next()) {
        RowKind kind = request.kind();
        if (kind != null && RowKeys.kind(kind.partitionKey(), cursor.key()) != kind.kind()) {
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
