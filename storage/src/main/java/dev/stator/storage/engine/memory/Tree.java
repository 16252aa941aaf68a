package dev.stator.storage.engine.memory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A B+tree from bytes to bytes that never changes: each change makes the nodes on its path anew and
 * shares all others with the tree before it. A snapshot is therefore a reference. Keys compare as
 * unsigned bytes.
 *
 * <p>A node has at most {@link #FAN_OUT} children or rows. Nodes that became small are merged with
 * a neighbour where they fit; beyond that the tree is not balanced after deletes, which only costs
 * depth.
 */
final class Tree {
  static final Tree EMPTY = new Tree(Leaf.EMPTY);

  static final int FAN_OUT = 32;

  /** What a row costs besides its bytes: two array headers and their slots. */
  static final int ROW_OVERHEAD_BYTES = 48;

  private final Node root;

  private Tree(Node root) {
    this.root = root;
  }

  Node root() {
    return root;
  }

  /** Bytes of all rows, overhead included. */
  long bytes() {
    return root.bytes();
  }

  byte @Nullable [] get(byte[] key) {
    Node node = root;
    while (node instanceof Inner inner) {
      node = inner.children[inner.childFor(key)];
    }
    Leaf leaf = (Leaf) node;
    int at = leaf.find(key);
    return at < leaf.keys.length && Arrays.equals(leaf.keys[at], key) ? leaf.values[at] : null;
  }

  Tree put(byte[] key, byte[] value) {
    List<Node> nodes = put(root, key, value);
    return new Tree(nodes.size() == 1 ? nodes.getFirst() : Inner.of(nodes));
  }

  Tree delete(byte[] key) {
    byte[] next = Arrays.copyOf(key, key.length + 1);
    return deleteRange(key, next);
  }

  /** Without the rows of {@code from <= key < to}; takes whole subtrees out at once. */
  Tree deleteRange(byte[] from, byte[] to) {
    if (Arrays.compareUnsigned(from, to) >= 0) {
      return this;
    }
    Node left = without(root, from, to);
    if (left == root) {
      return this;
    }
    while (left instanceof Inner inner && inner.children.length == 1) {
      left = inner.children[0];
    }
    return new Tree(left == null ? Leaf.EMPTY : left);
  }

  /** Answers one node, or two when it had to be split. */
  private static List<Node> put(Node node, byte[] key, byte[] value) {
    if (node instanceof Leaf leaf) {
      return leaf.put(key, value);
    }
    Inner inner = (Inner) node;
    int at = inner.childFor(key);
    return inner.replace(at, put(inner.children[at], key, value));
  }

  private static @Nullable Node without(Node node, byte[] from, byte[] to) {
    if (node instanceof Leaf leaf) {
      return leaf.without(from, to);
    }
    Inner inner = (Inner) node;
    int first = inner.childFor(from);
    int last = inner.childFor(to);
    List<Node> kept = new ArrayList<>(inner.children.length);
    boolean changed = false;
    for (int i = 0; i < inner.children.length; i++) {
      Node child = inner.children[i];
      Node left = child;
      if (i == first || i == last) {
        left = without(child, from, to);
      } else if (i > first && i < last) {
        left = null;
      }
      changed |= left != child;
      if (left != null) {
        kept.add(left);
      }
    }
    if (!changed) {
      return node;
    }
    return kept.isEmpty() ? null : Inner.of(merge(kept));
  }

  /** Joins neighbouring leaves that fit into one, once one of them has become small. */
  private static List<Node> merge(List<Node> nodes) {
    List<Node> merged = new ArrayList<>(nodes.size());
    for (Node node : nodes) {
      if (!merged.isEmpty()
          && node instanceof Leaf right
          && merged.getLast() instanceof Leaf left
          && Math.min(left.keys.length, right.keys.length) < FAN_OUT / 4
          && left.keys.length + right.keys.length <= FAN_OUT) {
        merged.set(merged.size() - 1, left.join(right));
      } else {
        merged.add(node);
      }
    }
    return merged;
  }

  /** A leaf or an inner node. */
  sealed interface Node {
    long bytes();

    byte[] firstKey();
  }

  /** Rows in ascending order. */
  static final class Leaf implements Node {
    static final Leaf EMPTY = new Leaf(new byte[0][], new byte[0][]);

    final byte[][] keys;
    final byte[][] values;
    private final long bytes;

    Leaf(byte[][] keys, byte[][] values) {
      this.keys = keys;
      this.values = values;
      long sum = (long) keys.length * ROW_OVERHEAD_BYTES;
      for (int i = 0; i < keys.length; i++) {
        sum += keys[i].length + values[i].length;
      }
      this.bytes = sum;
    }

    @Override
    public long bytes() {
      return bytes;
    }

    @Override
    public byte[] firstKey() {
      return keys[0];
    }

    /** The position of the first key that is not less. */
    int find(byte[] key) {
      int low = 0;
      int high = keys.length;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (Arrays.compareUnsigned(keys[middle], key) < 0) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }

    List<Node> put(byte[] key, byte[] value) {
      int at = find(key);
      if (at < keys.length && Arrays.equals(keys[at], key)) {
        byte[][] newValues = values.clone();
        newValues[at] = value;
        return List.of(new Leaf(keys, newValues));
      }
      byte[][] newKeys = insert(keys, at, key);
      byte[][] newValues = insert(values, at, value);
      if (newKeys.length <= FAN_OUT) {
        return List.of(new Leaf(newKeys, newValues));
      }
      // Rows mostly come in ascending order within a partition: leave the left half fuller then.
      int middle = at == keys.length ? FAN_OUT - FAN_OUT / 8 : newKeys.length / 2;
      return List.of(
          slice(newKeys, newValues, 0, middle), slice(newKeys, newValues, middle, newKeys.length));
    }

    @Nullable Node without(byte[] from, byte[] to) {
      int first = find(from);
      int end = find(to);
      if (first == end) {
        return this;
      }
      int left = keys.length - (end - first);
      if (left == 0) {
        return null;
      }
      return new Leaf(cut(keys, first, end), cut(values, first, end));
    }

    Leaf join(Leaf right) {
      return new Leaf(concat(keys, right.keys), concat(values, right.values));
    }

    private static Leaf slice(byte[][] keys, byte[][] values, int from, int to) {
      return new Leaf(Arrays.copyOfRange(keys, from, to), Arrays.copyOfRange(values, from, to));
    }

    private static byte[][] insert(byte[][] array, int at, byte[] added) {
      byte[][] result = new byte[array.length + 1][];
      System.arraycopy(array, 0, result, 0, at);
      result[at] = added;
      System.arraycopy(array, at, result, at + 1, array.length - at);
      return result;
    }

    private static byte[][] cut(byte[][] array, int from, int to) {
      byte[][] result = new byte[array.length - (to - from)][];
      System.arraycopy(array, 0, result, 0, from);
      System.arraycopy(array, to, result, from, array.length - to);
      return result;
    }

    private static byte[][] concat(byte[][] left, byte[][] right) {
      byte[][] result = Arrays.copyOf(left, left.length + right.length);
      System.arraycopy(right, 0, result, left.length, right.length);
      return result;
    }
  }

  /** Children in ascending order; {@code firstKeys[i]} is not greater than any key of child i. */
  static final class Inner implements Node {
    final Node[] children;
    private final byte[][] firstKeys;
    private final long bytes;

    private Inner(Node[] children) {
      this.children = children;
      this.firstKeys = new byte[children.length][];
      long sum = 0;
      for (int i = 0; i < children.length; i++) {
        firstKeys[i] = children[i].firstKey();
        sum += children[i].bytes();
      }
      this.bytes = sum;
    }

    static Inner of(List<Node> children) {
      return new Inner(children.toArray(new Node[0]));
    }

    @Override
    public long bytes() {
      return bytes;
    }

    @Override
    public byte[] firstKey() {
      return firstKeys[0];
    }

    /** The child whose range has the key; the first one for keys before all. */
    int childFor(byte[] key) {
      int low = 1;
      int high = children.length;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (Arrays.compareUnsigned(firstKeys[middle], key) <= 0) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low - 1;
    }

    List<Node> replace(int at, List<Node> nodes) {
      if (nodes.size() == 1) {
        Node[] copy = children.clone();
        copy[at] = nodes.getFirst();
        return List.of(new Inner(copy));
      }
      Node[] copy = new Node[children.length + 1];
      System.arraycopy(children, 0, copy, 0, at);
      copy[at] = nodes.get(0);
      copy[at + 1] = nodes.get(1);
      System.arraycopy(children, at + 1, copy, at + 2, children.length - at - 1);
      if (copy.length <= FAN_OUT) {
        return List.of(new Inner(copy));
      }
      int middle = at == children.length - 1 ? FAN_OUT - FAN_OUT / 8 : copy.length / 2;
      return List.of(
          new Inner(Arrays.copyOfRange(copy, 0, middle)),
          new Inner(Arrays.copyOfRange(copy, middle, copy.length)));
    }
  }
}
