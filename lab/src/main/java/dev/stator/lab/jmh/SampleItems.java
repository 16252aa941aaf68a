package dev.stator.lab.jmh;

import dev.stator.model.AttributeValue;
import dev.stator.model.DynamoNumber;
import dev.stator.model.Item;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.ScalarType;
import java.util.LinkedHashMap;
import java.util.Map;

/** The 900 B item of the load benchmark, and keys like it. */
final class SampleItems {
  static final KeySchema SCHEMA =
      new KeySchema(new KeyAttribute("pk", ScalarType.S), new KeyAttribute("at", ScalarType.N));

  private SampleItems() {}

  static Item item(int number) {
    Map<String, AttributeValue> attributes = new LinkedHashMap<>(key(number));
    for (int field = 0; field < 8; field++) {
      attributes.put("field" + field, new AttributeValue.S(("x" + field).repeat(50) + field));
    }
    attributes.put("visits", new AttributeValue.N(DynamoNumber.of(number)));
    attributes.put("active", new AttributeValue.Bool(true));
    return new Item(attributes);
  }

  static Map<String, AttributeValue> key(int number) {
    Map<String, AttributeValue> key = new LinkedHashMap<>();
    String digits = Integer.toString(number);
    key.put("pk", new AttributeValue.S("user" + "0".repeat(10 - digits.length()) + digits));
    key.put("at", new AttributeValue.N(DynamoNumber.of(1_700_000_000L + number)));
    return key;
  }
}
