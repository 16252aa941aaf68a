package dev.stator.router.operation;

import dev.stator.cluster.table.TableDescriptor;
import dev.stator.model.ApiException;
import dev.stator.model.Item;
import dev.stator.model.expression.DocumentPath;
import dev.stator.model.item.ItemJson;
import dev.stator.model.item.StoredRow;
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
   * @param projection what is asked for of each; null for all
   * @param units consumed capacity
   * @param last where the page ended, if there may be more
   */
  record Read(
      Source source,
      List<StoredRow> rows,
      @Nullable List<DocumentPath> projection,
      ConsumedUnits units,
      @Nullable IndexKey last)
      implements StatementResult {
    TableDescriptor table() {
      return source.table();
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
      case Read read -> {
        List<DocumentPath> projection = read.projection();
        for (StoredRow row : read.rows()) {
          writeItem(json, row, projection);
        }
      }
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
