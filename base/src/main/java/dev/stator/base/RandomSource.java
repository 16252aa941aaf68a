package dev.stator.base;

/** Randomness, as an input. Not for secrets. */
public interface RandomSource {
  long nextLong();

  /** Uniform in {@code [0, bound)}; {@code bound} is at least 1. */
  int nextInt(int bound);

  /** Uniform in {@code [0, bound)}; {@code bound} is at least 1. */
  long nextLong(long bound);

  /** Uniform in {@code [0, 1)}. */
  double nextDouble();

  /** True with the given probability. */
  default boolean chance(double probability) {
    return nextDouble() < probability;
  }

  /**
   * A new source that depends on this one's seed and on nothing drawn from it later, so that more
   * draws in one place do not change the run everywhere else.
   */
  RandomSource fork();
}
