package dev.stator.router.operation;

import dev.stator.model.ApiException;
import dev.stator.model.KeyAttribute;
import dev.stator.model.ScalarType;
import dev.stator.model.wire.Struct;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Attribute definitions and key schemas of tables and indexes, with the service's words for what is
 * wrong with them. Pure.
 */
final class KeyElements {
  static final String INVALID = "One or more parameter values were invalid: ";

  private KeyElements() {}

  /** The types of the attributes in a request's {@code AttributeDefinitions}, as they come. */
  static Map<String, ScalarType> definitions(List<Struct> defined) {
    Map<String, ScalarType> types = new LinkedHashMap<>();
    for (Struct one : defined) {
      String name = one.requiredString("AttributeName");
      ScalarType type = ScalarType.valueOf(one.requiredString("AttributeType"));
      if (types.put(name, type) != null) {
        throw ApiException.validation("Attribute Name is duplicated: " + name);
      }
    }
    return types;
  }

  /** The attributes of a key schema in order. */
  static List<String> names(List<Struct> elements) {
    return elements.stream().map(element -> element.requiredString("AttributeName")).toList();
  }

  static boolean isHash(Struct element) {
    return "HASH".equals(element.string("KeyType"));
  }

  /** Refuses keys that are not defined. */
  static void checkDefined(List<String> keys, Map<String, ScalarType> definitions) {
    if (!definitions.keySet().containsAll(keys)) {
      throw ApiException.validation(
          INVALID
              + "Some index key attributes are not defined in AttributeDefinitions. Keys: "
              + keySet(keys)
              + ", AttributeDefinitions: "
              + definitionSet(definitions.keySet()));
    }
  }

  /** Refuses definitions of attributes that are no key of the table or of an index. */
  static void checkUsed(Set<String> used, Map<String, ScalarType> definitions) {
    if (!used.containsAll(definitions.keySet())) {
      throw ApiException.validation(
          INVALID
              + "Some AttributeDefinitions are not used. AttributeDefinitions: "
              + definitionSet(definitions.keySet())
              + ", keys used: "
              + keySet(used));
    }
  }

  /**
   * Checks the shape of a key of a partition key and perhaps a sort key.
   *
   * @throws ApiException when it is none
   */
  static void checkPair(List<Struct> elements, Map<String, ScalarType> definitions) {
    if (elements.isEmpty() || !isHash(elements.get(0))) {
      throw ApiException.validation(
          "Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
    }
    List<String> names = names(elements);
    if (names.size() > 1) {
      if (names.get(0).equals(names.get(1))) {
        throw ApiException.validation(
            "Both the Hash Key and the Range Key element in the KeySchema have the same name");
      }
      if (isHash(elements.get(1))) {
        throw ApiException.validation(
            "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
      }
    }
    checkDefined(names, definitions);
  }

  static KeyAttribute attribute(String name, Map<String, ScalarType> definitions) {
    return new KeyAttribute(name, Objects.requireNonNull(definitions.get(name)));
  }

  /** As the service lists keys: in the order of a set that began with 16 places. */
  private static List<String> keySet(Iterable<String> names) {
    return scattered(names, 16);
  }

  /** As the service lists definitions: in the order of a set that was made for so many. */
  private static List<String> definitionSet(Set<String> names) {
    int places = 1;
    int wanted = names.size() < 3 ? names.size() + 1 : names.size() * 4 / 3 + 1;
    while (places < wanted) {
      places *= 2;
    }
    return scattered(names, places);
  }

  private static List<String> scattered(Iterable<String> names, int placesMin) {
    Set<String> distinct = new LinkedHashSet<>();
    names.forEach(distinct::add);
    int places = placesMin;
    while (distinct.size() > places * 3 / 4 && placesMin == 16) {
      places *= 2;
    }
    int mask = places - 1;
    List<String> sorted = new ArrayList<>(distinct);
    sorted.sort(
        Comparator.comparingInt(name -> (name.hashCode() ^ (name.hashCode() >>> 16)) & mask));
    return sorted;
  }
}
