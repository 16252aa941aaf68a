package dev.stator.base;

/**
 * A random source whose every draw follows from its seed. Used by one executor at a time.
 *
 * <p>The generator is SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number
 * generators", 2014). A fork's seed follows from this source's seed and from how many forks came
 * before it, never from draws.
 */
public final class SeededRandom implements RandomSource {
  private static final long GAMMA = 0x9E3779B97F4A7C15L;
  private static final long FORK_GAMMA = 0xD1342543DE82EF95L;
  private static final double DOUBLE_UNIT = 0x1.0p-53;

  private final long seed;
  private long state;
  private long forks;

  public SeededRandom(long seed) {
    this.seed = seed;
    this.state = mix(seed);
  }

  /** The finaliser of SplitMix64: a bijection on 64 bits in which every input bit matters. */
  public static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  public long seed() {
    return seed;
  }

  @Override
  public long nextLong() {
    state += GAMMA;
    return mix(state);
  }

  @Override
  public int nextInt(int bound) {
    return (int) nextLong(bound);
  }

  @Override
  public long nextLong(long bound) {
    Check.that(bound >= 1, "a random bound is at least 1");
    // Takes the high half of a 128-bit product; draws again where that would favour some results.
    long draw = nextLong();
    long high = Math.unsignedMultiplyHigh(draw, bound);
    long low = draw * bound;
    if (Long.compareUnsigned(low, bound) < 0) {
      long floor = Long.remainderUnsigned(-bound, bound);
      while (Long.compareUnsigned(low, floor) < 0) {
        draw = nextLong();
        high = Math.unsignedMultiplyHigh(draw, bound);
        low = draw * bound;
      }
    }
    return high;
  }

  @Override
  public double nextDouble() {
    return (nextLong() >>> 11) * DOUBLE_UNIT;
  }

  @Override
  public SeededRandom fork() {
    forks++;
    return new SeededRandom(mix(mix(seed + GAMMA) + forks * FORK_GAMMA));
  }
}
