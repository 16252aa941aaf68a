package dev.stator.lab.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/** What {@code bench features} found: comparisons, single figures, and aims beside both. */
final class FeatureReport {
  private final List<Comparison> comparisons = new ArrayList<>();
  private final Map<String, String> facts = new LinkedHashMap<>(Machine.facts());
  private final Map<String, String> aims = new LinkedHashMap<>();

  List<Comparison> comparisons() {
    return comparisons;
  }

  Map<String, String> facts() {
    return facts;
  }

  void add(Comparison comparison) {
    comparisons.add(comparison);
  }

  void fact(String name, String value) {
    facts.put(name, value);
  }

  void aim(String aim, String measured) {
    aims.put(aim, measured);
  }

  /** A figure of the series with this label, divided by the first series' figure. */
  static double ratio(Comparison comparison, String label, ToDoubleFunction<Summary> figure) {
    for (Series series : comparison.series()) {
      if (series.target().label().equals(label)) {
        return figure.applyAsDouble(series.median())
            / figure.applyAsDouble(comparison.series().getFirst().median());
      }
    }
    return Double.NaN;
  }

  /** Throughput, latencies and processor time as multiples of the first series'. */
  static String multiples(Comparison comparison, String label) {
    return Numbers.format(
        "%.2f times the requests/s, p50 %.2f, p99 %.2f, processor time %.2f times",
        ratio(comparison, label, Summary::perSecond),
        ratio(comparison, label, Summary::p50Ms),
        ratio(comparison, label, Summary::p99Ms),
        ratio(comparison, label, Summary::processorMicros));
  }

  static String percentiles(Histogram histogram) {
    return histogram.getTotalCount() == 0
        ? "nothing"
        : Numbers.format(
            "p50 %.2f ms, p99 %.2f ms, worst %.1f ms of %,d",
            histogram.getValueAtPercentile(50) / 1e6,
            histogram.getValueAtPercentile(99) / 1e6,
            histogram.getMaxValue() / 1e6,
            histogram.getTotalCount());
  }

  String markdown() {
    StringBuilder text = new StringBuilder("| What | Measured |\n|---|---|\n");
    facts.forEach((name, value) -> row(text, name, value));
    text.append("\n| | | requests/s | ÷ first | p50 ms | ÷ first | p99 ms | ÷ first |");
    text.append(
        " server us each | ÷ first | errors |\n|---|---|---|---|---|---|---|---|---|---|---|\n");
    comparisons.forEach(comparison -> rows(text, comparison));
    text.append("\n| Aim | Measured |\n|---|---|\n");
    aims.forEach((aim, measured) -> row(text, aim, measured));
    return text.toString();
  }

  private static void row(StringBuilder text, String name, String value) {
    text.append("| ").append(name).append(" | ").append(value).append(" |\n");
  }

  private static void rows(StringBuilder text, Comparison comparison) {
    for (Series series : comparison.series()) {
      String label = series.target().label();
      Summary median = series.median();
      text.append(
          Numbers.format(
              "| %s | %s | %,.0f | %.2f | %.3f | %.2f | %.3f | %.2f | %.1f | %.2f | %d |\n",
              comparison.title(),
              label,
              median.perSecond(),
              ratio(comparison, label, Summary::perSecond),
              median.p50Ms(),
              ratio(comparison, label, Summary::p50Ms),
              median.p99Ms(),
              ratio(comparison, label, Summary::p99Ms),
              median.processorMicros(),
              ratio(comparison, label, Summary::processorMicros),
              median.errors()));
    }
  }
}
