package dev.stator.cluster.change;

/**
 * Where a change stands in the order of its partition's changes.
 *
 * @param index the log index of the write, not negative
 * @param position the change's place in that log entry, from 0
 */
public record ChangePlace(long index, int position) implements Comparable<ChangePlace> {
  /** Before every change. */
  public static final ChangePlace BEGINNING = new ChangePlace(0, 0);

  /** The most that one log entry may change, so that a position has two bytes. */
  public static final int POSITIONS_MAX = 0xFFFF;

  public ChangePlace {
    if (index < 0 || position < 0 || position > POSITIONS_MAX) {
      throw new IllegalArgumentException("no place of a change: " + index + ", " + position);
    }
  }

  /** Behind everything of that log entry. */
  public static ChangePlace endOf(long index) {
    return new ChangePlace(index, POSITIONS_MAX);
  }

  @Override
  public int compareTo(ChangePlace other) {
    int byIndex = Long.compare(index, other.index);
    return byIndex != 0 ? byIndex : Integer.compare(position, other.position);
  }
}
