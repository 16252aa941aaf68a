package dev.stator.lab.bench;

import java.util.SplittableRandom;

/** Picks the number of the next item, from 0 to items - 1. */
sealed interface KeyChooser {
  int next(SplittableRandom random);

  static KeyChooser of(KeyDistribution distribution, int items) {
    return switch (distribution) {
      case UNIFORM -> new Uniform(items);
      case ZIPFIAN -> Zipfian.over(items);
    };
  }

  /** How keys are spread. */
  enum KeyDistribution {
    UNIFORM,
    ZIPFIAN
  }

  /** Every item equally often. */
  record Uniform(int items) implements KeyChooser {
    @Override
    public int next(SplittableRandom random) {
      return random.nextInt(items);
    }
  }

  /**
   * YCSB's skew (constant 0.99), by the method of Gray et al., "Quickly Generating Billion-Record
   * Synthetic Databases" (1994). Ranks are scattered over the key space, so that the popular items
   * are not neighbours.
   */
  record Zipfian(int items, double zetaN, double eta) implements KeyChooser {
    private static final double THETA = 0.99;
    private static final double ALPHA = 1 / (1 - THETA);
    private static final double SECOND_RANK = 1 + Math.pow(0.5, THETA);

    static Zipfian over(int items) {
      double zetaN = 0;
      for (int rank = 1; rank <= items; rank++) {
        zetaN += Math.pow(rank, -THETA);
      }
      double eta = (1 - Math.pow(2.0 / items, 1 - THETA)) / (1 - SECOND_RANK / zetaN);
      return new Zipfian(items, zetaN, eta);
    }

    @Override
    public int next(SplittableRandom random) {
      return scatter(rank(random.nextDouble()));
    }

    /** The popularity rank for a uniform draw: 0 is the most popular item. */
    int rank(double uniform) {
      double scaled = uniform * zetaN;
      if (scaled < 1) {
        return 0;
      }
      if (scaled < SECOND_RANK) {
        return 1;
      }
      return Math.min(items - 1, (int) (items * Math.pow(eta * uniform - eta + 1, ALPHA)));
    }

    private int scatter(int rank) {
      long hash = (rank + 1) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 32;
      return (int) Long.remainderUnsigned(hash, items);
    }
  }
}
