package dev.stator.model.expression;

import dev.stator.model.ApiException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Paths that do not overlap, as a tree with the paths' common beginnings merged. Each path ends in
 * a leaf that holds its number, so that whoever walks an item along the tree touches each map and
 * list once. Elements of lists are in the order of their indexes.
 */
final class PathTree {
  /** Where a path goes on or ends. */
  static final class Node {
    /** A path that leads here or through here; the first one. */
    private final int firstPath;

    private int leaf = -1;
    private @Nullable Map<String, Node> attributes;
    private @Nullable Map<Integer, Node> elements;

    private Node(int firstPath) {
      this.firstPath = firstPath;
    }

    /** The number of the path that ends here; -1 when paths go on from here. */
    int leaf() {
      return leaf;
    }

    /** The next steps by name; null when they are by index. */
    @Nullable Map<String, Node> attributes() {
      return attributes;
    }

    /** The next steps by index, in its order; null when they are by name. */
    @Nullable Map<Integer, Node> elements() {
      return elements;
    }

    private Node child(PathStep step, int path) {
      return switch (step) {
        case PathStep.Attribute attribute -> attribute(attribute.name(), path);
        case PathStep.Index at -> {
          if (elements == null) {
            elements = new TreeMap<>();
          }
          yield elements.computeIfAbsent(at.index(), i -> new Node(path));
        }
      };
    }

    private Node attribute(String name, int path) {
      if (attributes == null) {
        attributes = new LinkedHashMap<>();
      }
      return attributes.computeIfAbsent(name, n -> new Node(path));
    }

    private boolean goesOnOtherwise(PathStep step) {
      return step instanceof PathStep.Index ? attributes != null : elements != null;
    }
  }

  private final Node root = new Node(0);
  private final ExpressionKind kind;
  private final List<DocumentPath> paths;

  private PathTree(ExpressionKind kind, List<DocumentPath> paths) {
    this.kind = kind;
    this.paths = paths;
  }

  /**
   * @throws ApiException when one path is the beginning of another, or takes for a list what
   *     another takes for a map
   */
  static PathTree of(ExpressionKind kind, List<DocumentPath> paths) {
    PathTree tree = new PathTree(kind, paths);
    for (int i = 0; i < paths.size(); i++) {
      tree.add(i);
    }
    return tree;
  }

  /** The top-level attributes that the paths begin with. */
  Map<String, Node> roots() {
    Map<String, Node> roots = root.attributes();
    return roots == null ? Map.of() : roots;
  }

  private void add(int number) {
    DocumentPath path = paths.get(number);
    Node node = root.attribute(path.name(), number);
    for (PathStep step : path.steps()) {
      if (node.leaf >= 0) {
        throw clash("overlap", node.leaf, number);
      }
      if (node.goesOnOtherwise(step)) {
        throw clash("conflict", node.firstPath, number);
      }
      node = node.child(step, number);
    }
    if (node.firstPath != number) {
      throw clash("overlap", node.firstPath, number);
    }
    node.leaf = number;
  }

  private ApiException clash(String how, int one, int two) {
    return kind.invalid(
        "Two document paths "
            + how
            + " with each other; must remove or rewrite one of these paths; path one: "
            + paths.get(one)
            + ", path two: "
            + paths.get(two));
  }
}
