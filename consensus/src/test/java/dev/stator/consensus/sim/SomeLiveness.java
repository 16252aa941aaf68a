package dev.stator.consensus.sim;

import static dev.stator.consensus.sim.SimCluster.MILLIS;

import dev.stator.base.RandomSource;
import dev.stator.consensus.liveness.LivenessOptions;

/** Times of pings as a seed has them. */
final class SomeLiveness {
  private SomeLiveness() {}

  static LivenessOptions of(RandomSource random) {
    long ping = (30 + random.nextInt(100)) * MILLIS;
    int withdrawals = random.chance(0.3) ? 1 + random.nextInt(3) : 1024;
    return LivenessOptions.DEFAULT
        .withTimes(ping, ping * (4 + random.nextInt(4)))
        .withWithdrawalsMax(withdrawals);
  }
}
