package dev.stator.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Attributes by name, in the order in which they were written. Immutable. */
public record Item(Map<String, AttributeValue> attributes) {
  public static final Item EMPTY = new Item(Map.of());

  public Item {
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }

  public @Nullable AttributeValue get(String name) {
    return attributes.get(name);
  }
}
