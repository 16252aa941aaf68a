package dev.stator.model.partiql;

import dev.stator.model.AttributeValue;
import dev.stator.model.Item;
import dev.stator.model.expression.DocumentPath;
import dev.stator.model.expression.PathStep;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a SELECT makes of an item: unlike a projection expression's result, it is flat. */
public final class Projected {
  private Projected() {}

  /**
   * The values at the paths, each by the name of its path; those that lead nowhere are left out.
   */
  public static Item of(Item item, List<DocumentPath> paths) {
    Map<String, AttributeValue> values = new LinkedHashMap<>();
    for (DocumentPath path : paths) {
      AttributeValue value = path.in(item);
      if (value != null) {
        values.put(name(path), value);
      }
    }
    return Item.owning(values);
  }

  /** A path from its last named step on: {@code b[0]} for {@code a.b[0]}. */
  static String name(DocumentPath path) {
    StringBuilder name = new StringBuilder(path.name());
    for (PathStep step : path.steps()) {
      switch (step) {
        case PathStep.Attribute attribute -> {
          name.setLength(0);
          name.append(attribute.name());
        }
        case PathStep.Index index -> name.append('[').append(index.index()).append(']');
      }
    }
    return name.toString();
  }
}
