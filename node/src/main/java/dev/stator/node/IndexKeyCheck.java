package dev.stator.node;

import dev.stator.cluster.message.PartitionRequest.Mutation;
import dev.stator.cluster.table.PartitionTraits;
import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.KeyAttribute;
import dev.stator.model.expression.Operand;
import dev.stator.model.expression.UpdateAction;
import dev.stator.model.expression.UpdateExpression;
import dev.stator.model.index.IndexDefinition;
import dev.stator.model.item.ItemView;
import dev.stator.model.key.Keys;
import org.jspecify.annotations.Nullable;

/**
 * Refuses items whose attributes are not what the keys of the table's indexes have to be, in the
 * service's words. An attribute that is not there is none: the item is then not in that index. An
 * update is held responsible only for what it changes. Of several indexes the first by name is
 * named: so recorded of the service by the suite github.com/nubo-db/dynamodb-conformance (exact
 * messages of TransactWriteItems), as is what it says of an update to an empty key. Pure.
 */
final class IndexKeyCheck {
  private static final String INVALID = "One or more parameter values were invalid: ";
  private static final String UPDATE_TYPE =
      "The update expression attempted to update the secondary index key to unsupported type";
  private static final String UPDATE_SIZE =
      "The update expression attempted to update the secondary index key beyond allowed size"
          + " limits";

  private IndexKeyCheck() {}

  /**
   * @throws ApiException ValidationException
   */
  static void check(
      PartitionTraits traits, Mutation mutation, @Nullable ItemView before, ItemView after) {
    ApiException refused = null;
    String first = "";
    for (PartitionTraits.Global index : traits.global()) {
      ApiException wrong = wrong(index.definition(), mutation, before, after);
      if (wrong != null && (refused == null || index.definition().name().compareTo(first) < 0)) {
        refused = wrong;
        first = index.definition().name();
      }
    }
    for (IndexDefinition index : traits.local()) {
      ApiException wrong = wrong(index, mutation, before, after);
      if (wrong != null && (refused == null || index.name().compareTo(first) < 0)) {
        refused = wrong;
        first = index.name();
      }
    }
    if (refused != null) {
      throw refused;
    }
  }

  private static @Nullable ApiException wrong(
      IndexDefinition index, Mutation mutation, @Nullable ItemView before, ItemView after) {
    for (KeyAttribute key : index.keys().partition()) {
      String wrong = wrong(index, key, true, mutation, before, after);
      if (wrong != null) {
        return ApiException.validation(wrong);
      }
    }
    for (KeyAttribute key : index.keys().sort()) {
      String wrong = wrong(index, key, false, mutation, before, after);
      if (wrong != null) {
        return ApiException.validation(wrong);
      }
    }
    return null;
  }

  private static @Nullable String wrong(
      IndexDefinition index,
      KeyAttribute key,
      boolean partition,
      Mutation mutation,
      @Nullable ItemView before,
      ItemView after) {
    AttributeValue value = after.get(key.name());
    int bytesMax = partition ? Keys.PARTITION_KEY_BYTES_MAX : Keys.SORT_KEY_BYTES_MAX;
    if (value == null || Keys.fits(key, value, bytesMax)) {
      return null;
    }
    boolean update = mutation instanceof Mutation.Update;
    boolean given = true;
    if (mutation instanceof Mutation.Update change) {
      if (before != null && value.equals(before.get(key.name()))) {
        return null;
      }
      given = gives(change.expression(), key.name());
    }
    // Of an update the service looks at this first, whatever the key's type.
    String empty = Keys.emptiness(value);
    if (empty != null && ((update && given) || Keys.hasType(value, key.type()))) {
      return empty(index, key, empty, update);
    }
    if (!Keys.hasType(value, key.type())) {
      return given ? mismatch(index, key, value) : UPDATE_TYPE;
    }
    return given ? tooLong(partition, bytesMax) : UPDATE_SIZE;
  }

  private static String empty(
      IndexDefinition index, KeyAttribute key, String empty, boolean update) {
    return update
        ? "One or more parameter values are not valid. The update expression attempted to update a"
            + " secondary index key to a value that is not supported. The AttributeValue for a key"
            + " attribute cannot contain an empty "
            + empty
            + " value."
        : Keys.emptyOfIndex(index.name(), key.name(), empty);
  }

  private static String mismatch(IndexDefinition index, KeyAttribute key, AttributeValue value) {
    return INVALID
        + "Type mismatch for Index Key "
        + key.name()
        + " Expected: "
        + key.type()
        + " Actual: "
        + value.typeName()
        + " IndexName: "
        + index.name();
  }

  private static String tooLong(boolean partition, int bytesMax) {
    return partition
        ? INVALID + "Size of hashkey has exceeded the maximum size limit of" + bytesMax + " bytes"
        : INVALID
            + "Aggregated size of all range keys has exceeded the size limit of "
            + bytesMax
            + " bytes";
  }

  /** Whether an update names the attribute's value itself, so that it is the request's fault. */
  private static boolean gives(@Nullable UpdateExpression expression, String name) {
    if (expression == null) {
      return false;
    }
    for (UpdateAction action : expression.actions()) {
      boolean whole = action.path().name().equals(name) && action.path().steps().isEmpty();
      if (whole
          && (action instanceof UpdateAction.Add
              || (action instanceof UpdateAction.Set set
                  && set.value() instanceof Operand.Literal))) {
        return true;
      }
    }
    return false;
  }
}
