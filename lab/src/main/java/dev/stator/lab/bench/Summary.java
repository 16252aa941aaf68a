package dev.stator.lab.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The figures of a run that go into a table; latencies in milliseconds.
 *
 * @param processorMicros processor time of the server for each request; NaN if unknown
 */
record Summary(
    double perSecond,
    double p50Ms,
    double p99Ms,
    double p999Ms,
    double maxMs,
    long errors,
    double processorMicros) {

  /** The median of each figure over the rounds; errors are added up. */
  static Summary median(List<Summary> rounds) {
    return new Summary(
        median(rounds, Summary::perSecond),
        median(rounds, Summary::p50Ms),
        median(rounds, Summary::p99Ms),
        median(rounds, Summary::p999Ms),
        median(rounds, Summary::maxMs),
        rounds.stream().mapToLong(Summary::errors).sum(),
        median(rounds, Summary::processorMicros));
  }

  private static double median(List<Summary> rounds, ToDoubleFunction<Summary> figure) {
    return Numbers.median(rounds.stream().mapToDouble(figure).toArray());
  }

  String text() {
    return Numbers.format(
            "%,10.0f/s  p50 %8.3f ms  p99 %8.3f ms  p99.9 %8.3f ms  max %8.1f ms  errors %d",
            perSecond, p50Ms, p99Ms, p999Ms, maxMs, errors)
        + (Double.isNaN(processorMicros)
            ? ""
            : Numbers.format("  server %.1f us each", processorMicros));
  }
}
