package dev.stator.lab.bench;

import dev.stator.lab.bench.KeyChooser.KeyDistribution;
import java.time.Duration;

/**
 * One measurement.
 *
 * @param firstItem the lowest number of an item that is asked about
 * @param items how many numbers there are from there
 * @param ratePerSecond intended requests per second; 0 is a closed loop
 * @param threads event loops of the load generator
 * @param connections over all threads, one request in flight on each
 */
record RunSpec(
    Target target,
    Workload workload,
    String table,
    boolean strong,
    KeyDistribution keys,
    int firstItem,
    int items,
    int connections,
    int threads,
    double ratePerSecond,
    Duration warmUp,
    Duration duration) {
  private static final Duration WARM_AGAIN = Duration.ofSeconds(1);

  RunSpec {
    if (firstItem < 0 || items < 1 || connections < 1 || threads < 1 || threads > connections) {
      throw new IllegalArgumentException(
          "At least one item, and one connection for each thread, are needed");
    }
  }

  boolean openLoop() {
    return ratePerSecond > 0;
  }

  RunSpec on(Target other, String otherTable) {
    return new RunSpec(
        other,
        workload,
        otherTable,
        strong,
        keys,
        firstItem,
        items,
        connections,
        threads,
        ratePerSecond,
        warmUp,
        duration);
  }

  RunSpec asking(Workload other) {
    return new RunSpec(
        target,
        other,
        table,
        strong,
        keys,
        firstItem,
        items,
        connections,
        threads,
        ratePerSecond,
        warmUp,
        duration);
  }

  RunSpec of(int first, int count) {
    return new RunSpec(
        target,
        workload,
        table,
        strong,
        keys,
        first,
        count,
        connections,
        threads,
        ratePerSecond,
        warmUp,
        duration);
  }

  RunSpec over(int count) {
    return new RunSpec(
        target,
        workload,
        table,
        strong,
        keys,
        firstItem,
        items,
        count,
        Math.min(threads, count),
        ratePerSecond,
        warmUp,
        duration);
  }

  /** Of an endpoint that has run this before. */
  RunSpec warm() {
    return new RunSpec(
        target,
        workload,
        table,
        strong,
        keys,
        firstItem,
        items,
        connections,
        threads,
        ratePerSecond,
        warmUp.compareTo(WARM_AGAIN) < 0 ? warmUp : WARM_AGAIN,
        duration);
  }

  RunSpec atRate(double rate, Duration howLong) {
    return new RunSpec(
        target,
        workload,
        table,
        strong,
        keys,
        firstItem,
        items,
        connections,
        threads,
        rate,
        warmUp,
        howLong);
  }
}
