package dev.stator.model.partiql;

import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.expression.Condition;
import dev.stator.model.expression.ConditionExpression;
import dev.stator.model.index.IndexKeys;
import dev.stator.model.key.Keys;
import dev.stator.model.key.PrimaryKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The one item that a WHERE clause names by its whole key.
 *
 * @param rest what else the clause asks of the item; null for nothing
 */
public record ItemTarget(PrimaryKey key, @Nullable ConditionExpression rest) {
  /**
   * The item that an UPDATE or DELETE is about.
   *
   * @throws ApiException when the clause does not say what exactly each key attribute is
   */
  public static ItemTarget of(@Nullable Condition where, KeySchema schema) {
    KeyTerms terms = new KeyTerms(where, IndexKeys.of(schema));
    for (KeyAttribute key : keys(schema)) {
      int count = terms.equal(key).size();
      if (count == 0) {
        throw ApiException.validation(
            "Where clause does not contain a mandatory equality on all key attributes");
      }
      if (count > 1) {
        throw ApiException.validation(
            "Multiple conditions on same key "
                + key.name()
                + ". Only single item Update/Insert/Delete are supported");
      }
    }
    return whole(terms, schema);
  }

  /**
   * The item that an INSERT puts.
   *
   * @throws ApiException when a key attribute is missing, of another type, empty or too long
   */
  public static PrimaryKey ofItem(Map<String, AttributeValue> item, KeySchema schema) {
    for (KeyAttribute key : keys(schema)) {
      AttributeValue value = item.get(key.name());
      if (value == null) {
        throw ApiException.validation(
            "Key attribute should be present in the item: Key " + key.name());
      }
      if (!Keys.hasType(value, key.type())) {
        throw ApiException.validation(
            "Key attribute's data type should match its data type in table's schema: Key "
                + key.name());
      }
    }
    return Keys.fromItem(schema, item);
  }

  /** Whether the clause says what each key attribute is. */
  static boolean isWhole(KeyTerms terms, KeySchema schema) {
    return keys(schema).stream().noneMatch(key -> terms.equal(key).isEmpty());
  }

  static ItemTarget whole(KeyTerms terms, KeySchema schema) {
    Map<String, AttributeValue> key = new LinkedHashMap<>();
    List<Condition> used = new ArrayList<>();
    for (KeyAttribute attribute : keys(schema)) {
      key.put(attribute.name(), terms.equal(attribute).get(0));
      Condition term = terms.equalTerm(attribute);
      if (term != null) {
        used.add(term);
      }
    }
    return new ItemTarget(Keys.fromKeyMap(schema, key), terms.without(used));
  }

  private static List<KeyAttribute> keys(KeySchema schema) {
    KeyAttribute sortKey = schema.sortKey();
    return sortKey == null
        ? List.of(schema.partitionKey())
        : List.of(schema.partitionKey(), sortKey);
  }
}
