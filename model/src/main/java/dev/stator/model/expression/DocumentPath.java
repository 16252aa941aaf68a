package dev.stator.model.expression;

import dev.stator.model.AttributeValue;
import dev.stator.model.Item;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The place of a value in an item.
 *
 * @param name the top-level attribute
 * @param steps the steps from there; empty for the attribute itself
 */
public record DocumentPath(String name, List<PathStep> steps) {
  /** The most elements that a path can have, its top-level name included. */
  public static final int ELEMENTS_MAX = 32;

  public DocumentPath {
    steps = List.copyOf(steps);
  }

  public static DocumentPath of(String name) {
    return new DocumentPath(name, List.of());
  }

  public boolean isTopLevel() {
    return steps.isEmpty();
  }

  /** The value at this path; null when there is none. */
  public @Nullable AttributeValue in(Item item) {
    AttributeValue value = item.get(name);
    for (int i = 0; value != null && i < steps.size(); i++) {
      value = child(value, steps.get(i));
    }
    return value;
  }

  private static @Nullable AttributeValue child(AttributeValue parent, PathStep step) {
    return switch (step) {
      case PathStep.Attribute attribute ->
          parent instanceof AttributeValue.M map ? map.value().get(attribute.name()) : null;
      case PathStep.Index at ->
          parent instanceof AttributeValue.L list && at.index() < list.value().size()
              ? list.value().get(at.index())
              : null;
    };
  }

  /** As the service prints it: {@code [a, [0], b]}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("[").append(name);
    for (PathStep step : steps) {
      text.append(", ").append(step);
    }
    return text.append(']').toString();
  }
}
