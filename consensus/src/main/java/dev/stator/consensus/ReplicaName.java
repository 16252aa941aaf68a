package dev.stator.consensus;

/**
 * The name of a member: its node and a generation, written {@code a1~3}. A generation is given out
 * once per group, whenever a replica is made from nothing, so a member that lost its votes is never
 * taken for the one that cast them. A member without a generation, as a node on its own has, is
 * named like its node and is of generation 0.
 */
public final class ReplicaName {
  private static final char SEPARATOR = '~';

  private ReplicaName() {}

  /**
   * @param generation from 1 on
   */
  public static String of(String node, int generation) {
    if (node.isEmpty() || node.indexOf(SEPARATOR) >= 0) {
      throw new IllegalArgumentException("not a node's name: '" + node + "'");
    }
    if (generation < 1) {
      throw new IllegalArgumentException("generations begin with 1");
    }
    return node + SEPARATOR + generation;
  }

  /** The node that a replica lives on. */
  public static String nodeOf(String name) {
    int at = name.indexOf(SEPARATOR);
    return at < 0 ? name : name.substring(0, at);
  }

  /**
   * The generation; 0 for a name without one.
   *
   * @throws IllegalArgumentException when it is no name of a replica
   */
  public static int generationOf(String name) {
    int at = name.indexOf(SEPARATOR);
    if (at < 0) {
      return 0;
    }
    int generation;
    try {
      generation = Integer.parseInt(name.substring(at + 1));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not a replica's name: '" + name + "'", e);
    }
    if (generation < 1 || !name.equals(of(nodeOf(name), generation))) {
      throw new IllegalArgumentException("not a replica's name: '" + name + "'");
    }
    return generation;
  }
}
