package dev.stator.router.operation;

import dev.stator.cluster.table.TableDescriptor;
import dev.stator.model.ApiException;
import dev.stator.model.expression.ConditionExpression;
import dev.stator.model.expression.DocumentPath;
import dev.stator.model.expression.ProjectionExpression;
import dev.stator.model.expression.UpdateExpression;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Refuses expressions that take apart what is a key of an index, and so never has parts. Pure. */
final class ScalarKeys {
  private ScalarKeys() {}

  static void check(TableDescriptor table, @Nullable ConditionExpression condition) {
    if (condition != null && !table.indexes().isEmpty()) {
      check(table, condition.paths());
    }
  }

  static void check(TableDescriptor table, @Nullable ProjectionExpression projection) {
    if (projection != null && !table.indexes().isEmpty()) {
      check(table, projection.paths());
    }
  }

  static void check(TableDescriptor table, @Nullable UpdateExpression update) {
    if (update != null && !table.indexes().isEmpty()) {
      check(table, update.paths());
    }
  }

  private static void check(TableDescriptor table, List<DocumentPath> paths) {
    for (DocumentPath path : paths) {
      if (!path.isTopLevel() && isKey(table, path.name())) {
        throw ApiException.validation(
            "Key attributes must be scalars; list random access '[]' and map lookup '.' are not"
                + " allowed: IndexKey: "
                + path.name());
      }
    }
  }

  private static boolean isKey(TableDescriptor table, String name) {
    return table.indexes().definitions().stream().anyMatch(index -> index.keys().contains(name));
  }
}
