package dev.stator.server.runtime;

import dev.stator.base.RandomSource;
import dev.stator.base.SeededRandom;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Randomness of which no two runs see the same. Safe for several threads; its forks are for one
 * executor each.
 */
public final class RealRandom implements RandomSource {
  @Override
  public long nextLong() {
    return ThreadLocalRandom.current().nextLong();
  }

  @Override
  public int nextInt(int bound) {
    return ThreadLocalRandom.current().nextInt(bound);
  }

  @Override
  public long nextLong(long bound) {
    return ThreadLocalRandom.current().nextLong(bound);
  }

  @Override
  public double nextDouble() {
    return ThreadLocalRandom.current().nextDouble();
  }

  @Override
  public RandomSource fork() {
    return new SeededRandom(ThreadLocalRandom.current().nextLong());
  }
}
