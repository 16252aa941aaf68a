package dev.stator.server;

import dev.stator.base.RandomSource;
import java.util.SplittableRandom;

/** Randomness of the machine, for what must differ between processes but is no secret. */
final class FrontRandom implements RandomSource {
  private final SplittableRandom random;

  FrontRandom() {
    this(new SplittableRandom());
  }

  private FrontRandom(SplittableRandom random) {
    this.random = random;
  }

  @Override
  public long nextLong() {
    return random.nextLong();
  }

  @Override
  public int nextInt(int bound) {
    return random.nextInt(bound);
  }

  @Override
  public long nextLong(long bound) {
    return random.nextLong(bound);
  }

  @Override
  public double nextDouble() {
    return random.nextDouble();
  }

  @Override
  public RandomSource fork() {
    return new FrontRandom(random.split());
  }
}
