package dev.stator.lab.bench;

import java.util.List;
import java.util.Map;

/** The figures as Markdown tables. */
final class MarkdownReport {
  private MarkdownReport() {}

  static String write(List<Comparison> comparisons, Map<String, String> facts) {
    StringBuilder text = new StringBuilder("| What | Measured |\n|---|---|\n");
    facts.forEach((name, value) -> text.append("| %s | %s |\n".formatted(name, value)));
    text.append("\n| Workload | Endpoint | requests/s | first ÷ this | p50 ms | p99 ms |");
    text.append(" p99.9 ms | p99.9 ÷ p50 | errors |\n|---|---|---|---|---|---|---|---|---|\n");
    comparisons.forEach(comparison -> rows(text, comparison));
    return text.toString();
  }

  private static void rows(StringBuilder text, Comparison comparison) {
    for (Series series : comparison.series()) {
      Summary median = series.median();
      text.append(
          Numbers.format(
              "| %s | %s | %,.0f | %.2f | %.3f | %.3f | %.3f | %.1f | %d |\n",
              comparison.title(),
              series.target().label(),
              median.perSecond(),
              comparison.ratioTo(series),
              median.p50Ms(),
              median.p99Ms(),
              median.p999Ms(),
              median.p999Ms() / median.p50Ms(),
              median.errors()));
    }
  }
}
