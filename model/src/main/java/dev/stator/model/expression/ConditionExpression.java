package dev.stator.model.expression;

import dev.stator.model.ApiException;
import dev.stator.model.Item;
import dev.stator.model.KeyAttribute;
import dev.stator.model.index.IndexKeys;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A {@code ConditionExpression} or a {@code FilterExpression}. */
public record ConditionExpression(Condition root) {
  /**
   * @param kind {@code CONDITION} or {@code FILTER}; it names the expression in errors
   * @throws ApiException when the service would refuse the text
   */
  public static ConditionExpression parse(
      ExpressionKind kind, String text, ExpressionAttributes attributes) {
    Syntax.Truth syntax = ConditionParser.parse(kind, text);
    return new ConditionExpression(ConditionResolver.resolve(kind, syntax, attributes));
  }

  /**
   * @param item {@link Item#EMPTY} where there is none
   */
  public boolean test(Item item) {
    return ConditionEvaluator.test(root, item);
  }

  /** The paths that the condition speaks of, from left to right. */
  public List<DocumentPath> paths() {
    return Paths.of(root);
  }

  /** The top-level attributes that the answer depends on. */
  public Set<String> topLevelNames() {
    Set<String> names = new LinkedHashSet<>();
    for (DocumentPath path : Paths.of(root)) {
      names.add(path.name());
    }
    return names;
  }

  /**
   * Refuses a query's filter on the key, which belongs into the key condition.
   *
   * @throws ApiException when it speaks of a key attribute
   */
  public void requireNoKey(IndexKeys keys) {
    List<DocumentPath> paths = Paths.of(root);
    keys.all().forEach(key -> requireNoKey(paths, key));
  }

  private static void requireNoKey(List<DocumentPath> paths, KeyAttribute key) {
    for (DocumentPath path : paths) {
      if (path.name().equals(key.name())) {
        throw path.isTopLevel()
            ? ApiException.validation(
                "Filter Expression can only contain non-primary key attributes: Primary key"
                    + " attribute: "
                    + key.name())
            : KeyConditionExpression.notScalar(key.name());
      }
    }
  }
}
