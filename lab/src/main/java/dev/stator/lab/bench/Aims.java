package dev.stator.lab.bench;

import java.util.List;
import java.util.Map;

/** What was aimed at, beside what a suite measured. */
final class Aims {
  private final List<Comparison> comparisons;
  private final Map<String, String> facts;

  Aims(List<Comparison> comparisons, Map<String, String> facts) {
    this.comparisons = comparisons;
    this.facts = facts;
  }

  String markdown() {
    StringBuilder text = new StringBuilder("\n| Aim | Measured |\n|---|---|\n");
    row(
        text,
        "Strong GetItem at least 5 times DynamoDB Local in memory",
        Numbers.format("%.1f times", ratio(Workload.GET, "DynamoDB Local, memory")));
    row(
        text,
        "Strong GetItem at least 60 % of the echo",
        Numbers.format("%.0f %%", 100 * ratio(Workload.GET, "bare echo")));
    row(
        text,
        "Synced PutItem at least 40 times DynamoDB Local on disk",
        Numbers.format("%.1f times", ratio(Workload.PUT, "DynamoDB Local, disk")));
    row(
        text,
        "Ready in 0.5 s with an AOT cache, 1.2 s without, launcher included",
        fact("Stator, ready after launch")
            + " and "
            + fact("Stator, ready after launch, no AOT cache"));
    row(text, "Idle resident memory at most 150 MiB", fact("Stator, resident when idle"));
    row(
        text,
        "Memory under load bounded by a setting",
        fact("Stator, highest resident under load") + " at most");
    for (Comparison comparison : comparisons) {
      if (comparison.title().contains("open loop")) {
        Summary median = comparison.series().getFirst().median();
        row(
            text,
            comparison.title(),
            Numbers.format(
                "p50 %.3f ms, p99 %.3f ms, p99.9 %.3f ms, p99.9 ÷ p50 %.1f",
                median.p50Ms(), median.p99Ms(), median.p999Ms(), median.p999Ms() / median.p50Ms()));
      }
    }
    return text.toString();
  }

  private static void row(StringBuilder text, String aim, String measured) {
    text.append("| ").append(aim).append(" | ").append(measured).append(" |\n");
  }

  private String fact(String name) {
    return facts.getOrDefault(name, "not measured");
  }

  /** How many times the throughput of the named endpoint the first one has; NaN if none has it. */
  private double ratio(Workload workload, String endpoint) {
    for (Comparison comparison : comparisons) {
      for (Series series : comparison.series()) {
        if (series.workload() == workload && series.target().label().equals(endpoint)) {
          return comparison.ratioTo(series);
        }
      }
    }
    return Double.NaN;
  }
}
