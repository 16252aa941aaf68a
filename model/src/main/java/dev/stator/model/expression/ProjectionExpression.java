package dev.stator.model.expression;

import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.Item;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A {@code ProjectionExpression}: the parts of an item that are asked for. */
public final class ProjectionExpression {
  private final List<DocumentPath> paths;
  private final PathTree tree;

  private ProjectionExpression(List<DocumentPath> paths, PathTree tree) {
    this.paths = paths;
    this.tree = tree;
  }

  /**
   * @throws ApiException when the service would refuse the text
   */
  public static ProjectionExpression parse(String text, ExpressionAttributes attributes) {
    Names names = new Names(ExpressionKind.PROJECTION, attributes);
    List<DocumentPath> paths = new ArrayList<>();
    for (Syntax.Path path : ProjectionParser.parse(text)) {
      paths.add(names.path(path));
    }
    return of(paths);
  }

  /**
   * @throws ApiException when paths overlap
   */
  public static ProjectionExpression of(List<DocumentPath> paths) {
    return of(ExpressionKind.PROJECTION, paths);
  }

  /**
   * As {@link #of(List)}.
   *
   * @param kind in whose words overlapping paths are refused
   */
  public static ProjectionExpression of(ExpressionKind kind, List<DocumentPath> paths) {
    List<DocumentPath> copy = List.copyOf(paths);
    return new ProjectionExpression(copy, PathTree.of(kind, copy));
  }

  static ProjectionExpression of(List<DocumentPath> paths, PathTree tree) {
    return new ProjectionExpression(paths, tree);
  }

  public List<DocumentPath> paths() {
    return paths;
  }

  /** The top-level attributes that are needed. */
  public Set<String> topLevelNames() {
    return Collections.unmodifiableSet(tree.roots().keySet());
  }

  /** Whether whole attributes are asked for only, so that none needs to be taken apart. */
  public boolean isTopLevelOnly() {
    for (DocumentPath path : paths) {
      if (!path.isTopLevel()) {
        return false;
      }
    }
    return true;
  }

  /**
   * The parts of the item that the paths lead to, in their maps and lists; of a list, the chosen
   * elements move together, in the order of their indexes. Paths that lead nowhere give nothing.
   */
  public Item apply(Item item) {
    Map<String, AttributeValue> chosen = new LinkedHashMap<>();
    choose(tree.roots(), item.attributes(), chosen);
    return new Item(chosen);
  }

  private static void choose(
      Map<String, PathTree.Node> nodes,
      Map<String, AttributeValue> from,
      Map<String, AttributeValue> chosen) {
    for (Map.Entry<String, PathTree.Node> entry : nodes.entrySet()) {
      AttributeValue value = from.get(entry.getKey());
      AttributeValue part = value == null ? null : part(entry.getValue(), value);
      if (part != null) {
        chosen.put(entry.getKey(), part);
      }
    }
  }

  private static @Nullable AttributeValue part(PathTree.Node node, AttributeValue value) {
    if (node.leaf() >= 0) {
      return value;
    }
    Map<String, PathTree.Node> attributes = node.attributes();
    if (attributes != null && value instanceof AttributeValue.M map) {
      Map<String, AttributeValue> chosen = new LinkedHashMap<>();
      choose(attributes, map.value(), chosen);
      return chosen.isEmpty() ? null : new AttributeValue.M(chosen);
    }
    Map<Integer, PathTree.Node> elements = node.elements();
    if (elements != null && value instanceof AttributeValue.L list) {
      List<AttributeValue> chosen = elements(elements, list.value());
      return chosen.isEmpty() ? null : new AttributeValue.L(chosen);
    }
    return null;
  }

  private static List<AttributeValue> elements(
      Map<Integer, PathTree.Node> nodes, List<AttributeValue> from) {
    List<AttributeValue> chosen = new ArrayList<>();
    for (Map.Entry<Integer, PathTree.Node> entry : nodes.entrySet()) {
      if (entry.getKey() >= from.size()) {
        break;
      }
      AttributeValue part = part(entry.getValue(), from.get(entry.getKey()));
      if (part != null) {
        chosen.add(part);
      }
    }
    return chosen;
  }
}
