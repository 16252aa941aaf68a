package dev.stator.model.key;

import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.Item;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.ScalarType;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes primary keys from requests, with the service's errors, and gives them back. */
public final class Keys {
  public static final int PARTITION_KEY_BYTES_MAX = 2048;
  public static final int SORT_KEY_BYTES_MAX = 1024;

  /** What a {@code Key} that does not fit its table is answered with. */
  public static final String SCHEMA_MISMATCH = "The provided key element does not match the schema";

  private static final String INVALID = "One or more parameter values were invalid: ";

  private Keys() {}

  /** Whether an error says that a key is not of its table's schema; not one of its value. */
  public static boolean isMismatch(ApiException error) {
    String message = error.message();
    return message.equals(SCHEMA_MISMATCH)
        || message.startsWith(INVALID + "Type mismatch for key ")
        || message.startsWith(INVALID + "Missing the key ");
  }

  /**
   * The key of a whole item.
   *
   * @throws ApiException when a key attribute is missing, of another type, empty or too long
   */
  public static PrimaryKey fromItem(KeySchema schema, Item item) {
    return fromItem(schema, item.attributes());
  }

  /** As {@link #fromItem(KeySchema, Item)}. */
  public static PrimaryKey fromItem(KeySchema schema, Map<String, AttributeValue> item) {
    AttributeValue partition = ofItem(schema.partitionKey(), item);
    KeyAttribute sortKey = schema.sortKey();
    AttributeValue sort = sortKey == null ? null : ofItem(sortKey, item);
    return checked(schema, partition, sort);
  }

  /**
   * The key that a {@code Key} parameter names: exactly the attributes of the schema.
   *
   * @throws ApiException when attributes are missing, too many, of another type, empty or too long
   */
  public static PrimaryKey fromKeyMap(KeySchema schema, Item key) {
    return fromKeyMap(schema, key.attributes());
  }

  /** As {@link #fromKeyMap(KeySchema, Item)}. */
  public static PrimaryKey fromKeyMap(KeySchema schema, Map<String, AttributeValue> key) {
    if (key.size() != schema.size()) {
      throw ApiException.validation(SCHEMA_MISMATCH);
    }
    AttributeValue partition = ofKeyMap(schema.partitionKey(), key);
    KeyAttribute sortKey = schema.sortKey();
    AttributeValue sort = sortKey == null ? null : ofKeyMap(sortKey, key);
    return checked(schema, partition, sort);
  }

  /** The attributes of a key, as in {@code LastEvaluatedKey}. */
  public static Item toItem(KeySchema schema, PrimaryKey key) {
    Map<String, AttributeValue> attributes = new LinkedHashMap<>();
    attributes.put(schema.partitionKey().name(), key.partition());
    KeyAttribute sortKey = schema.sortKey();
    AttributeValue sort = key.sort();
    if (sortKey != null && sort != null) {
      attributes.put(sortKey.name(), sort);
    }
    return new Item(attributes);
  }

  /** Whether a value has the type that a key attribute wants. */
  public static boolean hasType(AttributeValue value, ScalarType type) {
    return switch (value) {
      case AttributeValue.S _ -> type == ScalarType.S;
      case AttributeValue.N _ -> type == ScalarType.N;
      case AttributeValue.B _ -> type == ScalarType.B;
      default -> false;
    };
  }

  /** Whether a value may be that of a key attribute: of its type, not empty, not too long. */
  public static boolean fits(KeyAttribute attribute, AttributeValue value, int bytesMax) {
    return hasType(value, attribute.type())
        && emptiness(value) == null
        && !longerThan(value, bytesMax);
  }

  private static PrimaryKey checked(
      KeySchema schema, AttributeValue partition, @Nullable AttributeValue sort) {
    checkPartition(schema.partitionKey(), partition);
    KeyAttribute sortKey = schema.sortKey();
    if (sortKey != null && sort != null) {
      checkSort(sortKey, sort);
    }
    return new PrimaryKey(partition, sort);
  }

  private static AttributeValue ofItem(KeyAttribute attribute, Map<String, AttributeValue> item) {
    AttributeValue value = item.get(attribute.name());
    if (value == null) {
      throw ApiException.validation(
          INVALID + "Missing the key " + attribute.name() + " in the item");
    }
    if (!hasType(value, attribute.type())) {
      throw ApiException.validation(
          INVALID
              + "Type mismatch for key "
              + attribute.name()
              + " expected: "
              + attribute.type()
              + " actual: "
              + value.typeName());
    }
    return value;
  }

  private static AttributeValue ofKeyMap(KeyAttribute attribute, Map<String, AttributeValue> key) {
    AttributeValue value = key.get(attribute.name());
    if (value == null || !hasType(value, attribute.type())) {
      throw ApiException.validation(SCHEMA_MISMATCH);
    }
    return value;
  }

  /** Refuses a partition key value that is empty or too long. */
  public static void checkPartition(KeyAttribute attribute, AttributeValue value) {
    checkNotEmpty(attribute.name(), value);
    if (longerThan(value, PARTITION_KEY_BYTES_MAX)) {
      // The service's own text has no space before the number.
      throw ApiException.validation(
          INVALID
              + "Size of hashkey has exceeded the maximum size limit of"
              + PARTITION_KEY_BYTES_MAX
              + " bytes");
    }
  }

  /** Refuses a sort key value that is empty or too long. */
  public static void checkSort(KeyAttribute attribute, AttributeValue value) {
    checkNotEmpty(attribute.name(), value);
    if (longerThan(value, SORT_KEY_BYTES_MAX)) {
      throw ApiException.validation(
          INVALID
              + "Aggregated size of all range keys has exceeded the size limit of "
              + SORT_KEY_BYTES_MAX
              + " bytes");
    }
  }

  /** Refuses a key attribute's value that is an empty text or no bytes. */
  public static void checkNotEmpty(String name, AttributeValue value) {
    String empty = emptiness(value);
    if (empty != null) {
      throw ApiException.validation(
          "One or more parameter values are not valid. The AttributeValue for a key attribute"
              + " cannot contain an empty "
              + empty
              + " value. Key: "
              + name);
    }
  }

  /**
   * What is said of an empty key of an index.
   *
   * @param empty what {@link #emptiness} says
   */
  public static String emptyOfIndex(String index, String name, String empty) {
    return "One or more parameter values are not valid. A value specified for a secondary index key"
        + " is not supported. The AttributeValue for a key attribute cannot contain an empty "
        + empty
        + " value. IndexName: "
        + index
        + ", IndexKey: "
        + name;
  }

  /** What a value is an empty one of; null when it is not empty. */
  public static @Nullable String emptiness(AttributeValue value) {
    return switch (value) {
      case AttributeValue.S s when s.value().isEmpty() -> "string";
      case AttributeValue.B b when b.value().bytes().length == 0 -> "binary";
      default -> null;
    };
  }

  private static boolean longerThan(AttributeValue value, int bytesMax) {
    return switch (value) {
      case AttributeValue.S s -> utf8Longer(s.value(), bytesMax);
      case AttributeValue.B b -> b.value().bytes().length > bytesMax;
      default -> false;
    };
  }

  /** A character takes one to three bytes of UTF-8, so most texts need no counting. */
  private static boolean utf8Longer(String text, int bytesMax) {
    if (text.length() > bytesMax) {
      return true;
    }
    return text.length() * 3 > bytesMax && KeyEncoding.utf8(text).length > bytesMax;
  }
}
