package dev.stator.consensus.liveness;

/**
 * Times and limits of the pairs of nodes.
 *
 * @param pingNanos how often a node pings each other that it shares a group with
 * @param leaseNanos how long a promise runs after a ping was heard; the same on all nodes
 * @param marginPpm by how many millionths of a lease a leader stops counting earlier: more than
 *     what two clocks may drift apart (each 1 % of true time makes 2 %, and a little)
 * @param withdrawalsMax how many withdrawals wait for one node before a new era begins
 * @param peersMax how many other nodes are known at most; what others send is dropped
 */
public record LivenessOptions(
    long pingNanos, long leaseNanos, int marginPpm, int withdrawalsMax, int peersMax) {
  private static final int MILLION = 1_000_000;

  /** No more fit into a message. */
  static final int WITHDRAWALS_LIMIT = 4096;

  public static final LivenessOptions DEFAULT =
      new LivenessOptions(100_000_000L, 600_000_000L, 30_000, 1024, 4096);

  public LivenessOptions {
    if (pingNanos < 1 || leaseNanos < 3 * pingNanos || leaseNanos > Long.MAX_VALUE / MILLION) {
      throw new IllegalArgumentException("a lease holds at least three pings");
    }
    if (marginPpm < 0 || marginPpm >= MILLION / 2) {
      throw new IllegalArgumentException("a margin is a small part of a lease");
    }
    if (withdrawalsMax < 1 || withdrawalsMax > WITHDRAWALS_LIMIT) {
      throw new IllegalArgumentException("1 to " + WITHDRAWALS_LIMIT + " withdrawals wait");
    }
    if (peersMax < 1) {
      throw new IllegalArgumentException("at least one other node is known");
    }
  }

  /** How long after a ping was sent its pong counts. */
  public long supportNanos() {
    return leaseNanos - leaseNanos * marginPpm / MILLION;
  }

  public LivenessOptions withTimes(long newPingNanos, long newLeaseNanos) {
    return new LivenessOptions(newPingNanos, newLeaseNanos, marginPpm, withdrawalsMax, peersMax);
  }

  public LivenessOptions withMarginPpm(int newMarginPpm) {
    return new LivenessOptions(pingNanos, leaseNanos, newMarginPpm, withdrawalsMax, peersMax);
  }

  public LivenessOptions withWithdrawalsMax(int newWithdrawalsMax) {
    return new LivenessOptions(pingNanos, leaseNanos, marginPpm, newWithdrawalsMax, peersMax);
  }
}
