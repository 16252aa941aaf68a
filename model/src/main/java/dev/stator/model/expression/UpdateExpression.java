package dev.stator.model.expression;

import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.Item;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An {@code UpdateExpression}: changes of an item, all of them or none. */
public final class UpdateExpression {
  /** What {@link #apply} says when a value is not of the type that an action wants. */
  public static final String WRONG_TYPE =
      "An operand in the update expression has an incorrect data type";

  private final List<UpdateAction> actions;
  private final PathTree tree;
  private final ProjectionExpression updated;

  UpdateExpression(List<UpdateAction> actions, List<DocumentPath> paths, PathTree tree) {
    this.actions = List.copyOf(actions);
    this.tree = tree;
    this.updated = ProjectionExpression.of(List.copyOf(paths), tree);
  }

  /**
   * @throws ApiException when the service would refuse the text
   */
  public static UpdateExpression parse(String text, ExpressionAttributes attributes) {
    return UpdateResolver.resolve(UpdateParser.parse(text), attributes);
  }

  /**
   * @throws ApiException when the actions' paths overlap
   */
  public static UpdateExpression of(List<UpdateAction> actions) {
    return of(ExpressionKind.UPDATE, actions);
  }

  /**
   * As {@link #of(List)}.
   *
   * @param kind in whose words overlapping paths are refused
   */
  public static UpdateExpression of(ExpressionKind kind, List<UpdateAction> actions) {
    List<DocumentPath> paths = actions.stream().map(UpdateAction::path).toList();
    return new UpdateExpression(actions, paths, PathTree.of(kind, paths));
  }

  public List<UpdateAction> actions() {
    return actions;
  }

  /** The paths that are written. */
  public ProjectionExpression updatedPaths() {
    return updated;
  }

  /** The top-level attributes that are written. */
  public Set<String> updatedNames() {
    return updated.topLevelNames();
  }

  /** The paths that the expression changes or speaks of, from left to right. */
  public List<DocumentPath> paths() {
    List<DocumentPath> paths = new ArrayList<>();
    for (UpdateAction action : actions) {
      paths.add(action.path());
      if (action instanceof UpdateAction.Set set) {
        paths.addAll(Paths.of(set.value()));
      }
    }
    return paths;
  }

  /**
   * Refuses to change the key.
   *
   * @throws ApiException when a path begins with a key attribute
   */
  public void requireNoKey(KeySchema schema) {
    for (UpdateAction action : actions) {
      String name = action.path().name();
      KeyAttribute sortKey = schema.sortKey();
      if (name.equals(schema.partitionKey().name())
          || (sortKey != null && name.equals(sortKey.name()))) {
        throw ApiException.validation(
            "One or more parameter values were invalid: Cannot update attribute "
                + name
                + ". This attribute is part of the key");
      }
    }
  }

  /**
   * Applies the update. Values are computed from the old item throughout. The new item's size and
   * nesting are for the caller to check.
   *
   * @param old the item as it is; for an item that is new, its key attributes alone
   * @throws ApiException when the update does not fit the item; it is then as if not applied
   */
  public UpdateOutcome apply(Item old) {
    AttributeValue[] values = new AttributeValue[actions.size()];
    for (int i = 0; i < values.length; i++) {
      if (actions.get(i) instanceof UpdateAction.Set set) {
        values[i] = UpdateEvaluator.value(set.value(), old);
      }
    }
    ItemChange change = new ItemChange(actions, values);
    Map<String, AttributeValue> attributes = new LinkedHashMap<>(old.attributes());
    change.members(tree.roots(), attributes);
    return new UpdateOutcome(old, new Item(attributes), updated);
  }
}
