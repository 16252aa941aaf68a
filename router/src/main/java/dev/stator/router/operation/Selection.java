package dev.stator.router.operation;

import dev.stator.model.ApiException;
import dev.stator.model.expression.ConditionExpression;
import dev.stator.model.expression.ProjectionExpression;
import dev.stator.model.index.IndexDefinition;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of its items a read of an index may ask for, and what it has to get from the table. Pure.
 */
final class Selection {
  private static final String INVALID = KeyElements.INVALID;

  private Selection() {}

  /**
   * Whether rows of the source do not have what is asked for, so that their items must be read.
   *
   * @param select as in the request
   * @param projection what is asked for; null for everything that {@code select} means
   * @throws ApiException when it is a global index that does not have it
   */
  static boolean fetches(
      Source source, @Nullable String select, @Nullable ProjectionExpression projection) {
    IndexDefinition index = source.index();
    if (index == null || "COUNT".equals(select)) {
      return false;
    }
    if (projection == null) {
      boolean all = "ALL_ATTRIBUTES".equals(select) && !holdsAll(index);
      if (all && source instanceof Source.OfGlobal) {
        throw ApiException.validation(
            INVALID
                + "Select type ALL_ATTRIBUTES is not supported for global secondary index "
                + index.name()
                + " because its projection type is not ALL");
      }
      return all;
    }
    return fetches(source, projection.topLevelNames().stream().sorted().toList());
  }

  /**
   * As the other, for attributes that are asked for by name. An error names them in this order.
   *
   * @throws ApiException when it is a global index that does not have them
   */
  static boolean fetches(Source source, Collection<String> names) {
    IndexDefinition index = source.index();
    if (index == null) {
      return false;
    }
    List<String> missing = missing(source, index, names);
    if (!missing.isEmpty() && source instanceof Source.OfGlobal) {
      throw ApiException.validation(
          INVALID + "Global secondary index " + index.name() + " does not project " + missing);
    }
    return !missing.isEmpty();
  }

  /**
   * Refuses a query's filter on what the index does not have. A scan's is not refused: what the
   * index does not have is missing.
   *
   * @throws ApiException when it is one
   */
  static void checkFilter(Source source, @Nullable ConditionExpression filter) {
    IndexDefinition index = source.index();
    if (index == null || filter == null) {
      return;
    }
    List<String> missing =
        missing(source, index, filter.topLevelNames().stream().sorted().toList());
    if (!missing.isEmpty()) {
      throw ApiException.validation(
          INVALID
              + "Secondary index "
              + index.name()
              + " does not project one or more filter attributes: "
              + missing);
    }
  }

  private static boolean holdsAll(IndexDefinition index) {
    return switch (index.projection().type()) {
      case ALL -> true;
      case KEYS_ONLY, INCLUDE -> false;
    };
  }

  private static List<String> missing(
      Source source, IndexDefinition index, Collection<String> names) {
    return names.stream()
        .filter(name ->
            !index.projection().holds(name)
                && !index.keys().contains(name)
                && !source.table().keySchema().contains(name))
        .toList();
  }
}
