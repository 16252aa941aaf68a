package dev.stator.model;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Attributes by name, in the order in which they were written. Immutable. */
public record Item(Map<String, AttributeValue> attributes) {
  public static final Item EMPTY = new Item(Map.of());

  public Item {
    attributes = Frozen.map(attributes);
  }

  /** Takes the map over: the caller must not change it afterwards. */
  public static Item owning(Map<String, AttributeValue> attributes) {
    return new Item(Frozen.owned(attributes));
  }

  public @Nullable AttributeValue get(String name) {
    return attributes.get(name);
  }

  public int size() {
    return attributes.size();
  }

  /** This item with one attribute set; an attribute that was there keeps its place. */
  public Item with(String name, AttributeValue value) {
    Map<String, AttributeValue> changed = new LinkedHashMap<>(attributes);
    changed.put(name, value);
    return owning(changed);
  }

  /** This item less one attribute. */
  public Item without(String name) {
    if (!attributes.containsKey(name)) {
      return this;
    }
    Map<String, AttributeValue> changed = new LinkedHashMap<>(attributes);
    changed.remove(name);
    return owning(changed);
  }

  /** Only the attributes with the given names, in the order of the names; absent ones are left. */
  public Item project(Collection<String> names) {
    Map<String, AttributeValue> kept = new LinkedHashMap<>();
    for (String name : names) {
      AttributeValue value = attributes.get(name);
      if (value != null) {
        kept.put(name, value);
      }
    }
    return owning(kept);
  }
}
