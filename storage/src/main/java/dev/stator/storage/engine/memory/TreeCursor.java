package dev.stator.storage.engine.memory;

import dev.stator.base.Check;
import dev.stator.storage.engine.Engine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Walks over a tree as it was when the cursor was made. */
final class TreeCursor implements Engine.Cursor {
  private final boolean reverse;
  private final byte[] bound;
  private final List<Step> path = new ArrayList<>();
  private Tree.Leaf leaf;

  /** Position of the present row; one step outside before the first. */
  private int at;

  private boolean positioned;

  TreeCursor(Tree tree, byte[] from, byte[] to, boolean reverse) {
    this.reverse = reverse;
    this.bound = reverse ? from : to;
    byte[] start = reverse ? to : from;
    Tree.Node node = tree.root();
    while (node instanceof Tree.Inner inner) {
      Step step = new Step(inner, inner.childFor(start));
      path.add(step);
      node = step.child();
    }
    leaf = (Tree.Leaf) node;
    at = reverse ? leaf.find(start) : leaf.find(start) - 1;
  }

  @Override
  public boolean next() {
    positioned = advance() && inRange();
    return positioned;
  }

  @Override
  public byte[] key() {
    Check.that(positioned, "a cursor has a row after next() said so");
    return leaf.keys[at];
  }

  @Override
  public byte[] value() {
    Check.that(positioned, "a cursor has a row after next() said so");
    return leaf.values[at];
  }

  @Override
  public void close() {
    path.clear();
    leaf = Tree.Leaf.EMPTY;
    at = reverse ? 0 : -1;
    positioned = false;
  }

  private boolean inRange() {
    int order = Arrays.compareUnsigned(leaf.keys[at], bound);
    return reverse ? order >= 0 : order < 0;
  }

  private boolean advance() {
    int step = reverse ? -1 : 1;
    if (at + step >= 0 && at + step < leaf.keys.length) {
      at += step;
      return true;
    }
    while (!path.isEmpty()) {
      Step top = path.getLast();
      if (top.move(step)) {
        descend(top.child());
        return true;
      }
      path.removeLast();
    }
    // Stays outside, whatever is asked next.
    leaf = Tree.Leaf.EMPTY;
    at = reverse ? 0 : -1;
    return false;
  }

  private void descend(Tree.Node from) {
    Tree.Node node = from;
    while (node instanceof Tree.Inner inner) {
      Step step = new Step(inner, reverse ? inner.children.length - 1 : 0);
      path.add(step);
      node = step.child();
    }
    leaf = (Tree.Leaf) node;
    at = reverse ? leaf.keys.length - 1 : 0;
  }

  /** Which child of an inner node the cursor is in. */
  private static final class Step {
    private final Tree.Inner node;
    private int at;

    Step(Tree.Inner node, int at) {
      this.node = node;
      this.at = at;
    }

    Tree.Node child() {
      return node.children[at];
    }

    boolean move(int by) {
      if (at + by < 0 || at + by >= node.children.length) {
        return false;
      }
      at += by;
      return true;
    }
  }
}
