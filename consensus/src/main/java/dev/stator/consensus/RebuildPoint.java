package dev.stator.consensus;

/**
 * Where a replica's log begins when its store must be rebuilt from another replica's.
 *
 * @param index the last index that the rebuilt store must hold; the log goes on after it
 * @param term the term of the entry there
 * @param membership in force there
 */
public record RebuildPoint(long index, long term, Membership membership) {
  public RebuildPoint {
    if (index < 1 || term < 0) {
      throw new IllegalArgumentException("no log goes on after " + index + "/" + term);
    }
  }
}
