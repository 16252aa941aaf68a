package dev.stator.router.operation;

import dev.stator.cluster.table.TableDescriptor;
import dev.stator.model.ApiException;
import dev.stator.model.Item;
import dev.stator.model.expression.DocumentPath;
import dev.stator.model.item.ItemJson;
import dev.stator.model.item.StoredRow;
import dev.stator.model.json.JsonOut;
import dev.stator.model.key.IndexKey;
import dev.stator.model.partiql.Projected;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** How a statement ended. */
sealed interface StatementResult {
  /**
   * Items that were read.
   *
   * @param places the rows by which they were found: the same, or those of an index
   * @param projection what is asked for of each; null for all
   * @param units consumed capacity
   * @param last where the page ended, if there may be more
   */
  record Read(
      Source source,
      List<StoredRow> rows,
      List<StoredRow> places,
      @Nullable List<DocumentPath> projection,
      ConsumedUnits units,
      @Nullable IndexKey last)
      implements StatementResult {
    TableDescriptor table() {
      return source.table();
    }

    /** Writes items until they have as many bytes of JSON, and says how many it wrote. */
    int writeItems(JsonGenerator json, long bytesMax) {
      int written = 0;
      for (StoredRow row : rows) {
        if (written > 0 && JsonOut.written(json) >= bytesMax) {
          break;
        }
        writeItem(json, row, projection);
        written++;
      }
      return written;
    }

    /** Where a page with the first items goes on from, if there may be more. */
    @Nullable IndexKey last(int written) {
      return written == rows.size() ? last : source.keyOf(places.get(written - 1).item());
    }
  }

  /**
   * A write.
   *
   * @param returned what it answers with; null for nothing
   * @param units consumed capacity
   */
  record Written(TableDescriptor table, @Nullable Item returned, ConsumedUnits units)
      implements StatementResult {}

  /** It was refused, or failed. */
  record Failed(TableDescriptor table, ApiException error) implements StatementResult {}

  /** Writes a stored row's item, or what is asked for of it. */
  static void writeItem(
      JsonGenerator json, StoredRow row, @Nullable List<DocumentPath> projection) {
    if (projection == null) {
      ItemJson.write(json, row.view());
    } else {
      ItemJson.write(json, Projected.of(row.item(), projection));
    }
  }

  /** Writes the items, each as an object. */
  default void writeItems(JsonGenerator json) {
    switch (this) {
      case Read read -> read.writeItems(json, Long.MAX_VALUE);
      case Written written -> {
        Item returned = written.returned();
        if (returned != null && !returned.attributes().isEmpty()) {
          ItemJson.write(json, returned);
        }
      }
      case Failed failed -> {}
    }
  }
}
