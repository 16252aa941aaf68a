package dev.stator.model.legacy;

import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.expression.DocumentPath;
import dev.stator.model.expression.Operand;
import dev.stator.model.expression.UpdateAction;
import dev.stator.model.expression.UpdateExpression;
import dev.stator.model.wire.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code AttributeUpdates}: an action for each attribute. */
public final class LegacyUpdates {
  /** What the service says when a stored value is not of the type that the action wants. */
  public static final String TYPE_MISMATCH = "Type mismatch for attribute to update";

  private static final Set<String> FOR_ADD = Set.of("N", "SS", "NS", "BS", "L");
  private static final Set<String> FOR_DELETE = Set.of("SS", "NS", "BS");

  private LegacyUpdates() {}

  /**
   * The update; null when there is no action.
   *
   * @param updates actions by attribute
   * @throws ApiException when the service would refuse them whatever the item
   */
  public static @Nullable UpdateExpression update(Map<String, Struct> updates) {
    List<UpdateAction> actions = new ArrayList<>(updates.size());
    updates.forEach((name, update) -> actions.add(action(name, update)));
    return actions.isEmpty() ? null : UpdateExpression.of(actions);
  }

  private static UpdateAction action(String name, Struct update) {
    if (name.isEmpty()) {
      throw ApiException.validation("Empty attribute name");
    }
    DocumentPath path = DocumentPath.of(name);
    AttributeValue value = update.value("Value");
    String given = update.string("Action");
    String action = given == null ? "PUT" : given;
    if (value == null) {
      if (!action.equals("DELETE")) {
        throw ApiException.validation(
            Term.INVALID + "Only DELETE action is allowed when no attribute value is specified");
      }
      return new UpdateAction.Remove(path);
    }
    return switch (action) {
      case "DELETE" -> {
        requireType(FOR_DELETE, value, "DELETE action with value");
        yield new UpdateAction.Delete(path, value);
      }
      case "ADD" -> {
        requireType(FOR_ADD, value, "ADD action");
        yield value instanceof AttributeValue.L
            ? new UpdateAction.Set(path, appended(path, value))
            : new UpdateAction.Add(path, value);
      }
      default -> new UpdateAction.Set(path, new Operand.Literal(value));
    };
  }

  /** ADD takes lists, too, which the expression of that name does not. */
  private static Operand appended(DocumentPath path, AttributeValue value) {
    return new Operand.ListAppend(
        new Operand.IfNotExists(path, new Operand.Literal(new AttributeValue.L(List.of()))),
        new Operand.Literal(value));
  }

  private static void requireType(Set<String> types, AttributeValue value, String what) {
    if (!types.contains(value.typeName())) {
      throw ApiException.validation(
          Term.INVALID + what + " is not supported for the type " + value.typeName());
    }
  }
}
