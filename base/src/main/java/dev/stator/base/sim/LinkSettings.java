package dev.stator.base.sim;

import dev.stator.base.Check;

/**
 * How messages fare in one direction between two machines. Chances are in {@code [0, 1]}, per
 * message.
 *
 * @param delayNanosMin the shortest time on the way
 * @param delayNanosMax the usual longest time on the way
 * @param slowChance how many messages take up to {@code slowNanosMax} instead
 * @param slowNanosMax the longest time of a slow message
 * @param lossChance how many are lost
 * @param duplicateChance how many arrive twice, each copy in its own time
 * @param reorderChance how many do not wait for those sent before them
 * @param bytesInFlightMax beyond it messages are dropped
 */
public record LinkSettings(
    long delayNanosMin,
    long delayNanosMax,
    double slowChance,
    long slowNanosMax,
    double lossChance,
    double duplicateChance,
    double reorderChance,
    long bytesInFlightMax) {
  /** A healthy network between zones: 50 µs to 1 ms, in order, nothing lost. */
  public static final LinkSettings HEALTHY =
      new LinkSettings(50_000, 1_000_000, 0, 0, 0, 0, 0, 64L << 20);

  /** Everything that can go wrong does, at times: loss, doubles, disorder, half a second late. */
  public static final LinkSettings HOSTILE =
      new LinkSettings(50_000, 5_000_000, 0.02, 500_000_000, 0.05, 0.05, 0.2, 64L << 20);

  public LinkSettings {
    Check.that(
        0 <= delayNanosMin && delayNanosMin <= delayNanosMax && slowNanosMax >= 0,
        "delays of a link are ordered");
    Check.that(
        isChance(slowChance)
            && isChance(lossChance)
            && isChance(duplicateChance)
            && isChance(reorderChance),
        "chances lie in [0, 1]");
    Check.that(bytesInFlightMax >= 0, "a byte limit is not negative");
  }

  public LinkSettings withDelay(long nanosMin, long nanosMax) {
    return new LinkSettings(
        nanosMin,
        nanosMax,
        slowChance,
        slowNanosMax,
        lossChance,
        duplicateChance,
        reorderChance,
        bytesInFlightMax);
  }

  public LinkSettings withSlow(double chance, long nanosMax) {
    return new LinkSettings(
        delayNanosMin,
        delayNanosMax,
        chance,
        nanosMax,
        lossChance,
        duplicateChance,
        reorderChance,
        bytesInFlightMax);
  }

  public LinkSettings withLoss(double chance) {
    return new LinkSettings(
        delayNanosMin,
        delayNanosMax,
        slowChance,
        slowNanosMax,
        chance,
        duplicateChance,
        reorderChance,
        bytesInFlightMax);
  }

  public LinkSettings withDuplicates(double chance) {
    return new LinkSettings(
        delayNanosMin,
        delayNanosMax,
        slowChance,
        slowNanosMax,
        lossChance,
        chance,
        reorderChance,
        bytesInFlightMax);
  }

  public LinkSettings withReordering(double chance) {
    return new LinkSettings(
        delayNanosMin,
        delayNanosMax,
        slowChance,
        slowNanosMax,
        lossChance,
        duplicateChance,
        chance,
        bytesInFlightMax);
  }

  public LinkSettings withBytesInFlightMax(long bytes) {
    return new LinkSettings(
        delayNanosMin,
        delayNanosMax,
        slowChance,
        slowNanosMax,
        lossChance,
        duplicateChance,
        reorderChance,
        bytes);
  }

  private static boolean isChance(double value) {
    return value >= 0 && value <= 1;
  }
}
