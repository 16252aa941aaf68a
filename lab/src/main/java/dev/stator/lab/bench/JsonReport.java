package dev.stator.lab.bench;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/** The figures for machines: one JSON object. Latencies are in milliseconds. */
final class JsonReport {
  private static final double[] PERCENTILES = {50, 90, 95, 99, 99.9, 99.99, 100};

  private JsonReport() {}

  static String write(List<Comparison> comparisons, Map<String, String> facts) {
    return "{\"facts\":{%s},\n\"comparisons\":[%s]}\n"
        .formatted(
            facts.entrySet().stream()
                .map(fact -> text(fact.getKey()) + ":" + text(fact.getValue()))
                .collect(Collectors.joining(",")),
            comparisons.stream().map(JsonReport::comparison).collect(Collectors.joining(",\n")));
  }

  private static String comparison(Comparison comparison) {
    return "{\"title\":%s,\"series\":[%s]}"
        .formatted(
            text(comparison.title()),
            comparison.series().stream().map(JsonReport::series).collect(Collectors.joining(",")));
  }

  private static String series(Series series) {
    return "{\"target\":%s,\"url\":%s,\"workload\":%s,\"median\":%s,\"rounds\":[%s],\"reads\":%s,\"writes\":%s,\"errors\":{%s}}"
        .formatted(
            text(series.target().label()),
            text(series.target().endpoint().url()),
            text(series.workload().title()),
            summary(series.median()),
            series.rounds().stream().map(JsonReport::summary).collect(Collectors.joining(",")),
            histogram(series.reads()),
            histogram(series.writes()),
            series.errors().entrySet().stream()
                .map(error -> text(error.getKey()) + ":" + error.getValue())
                .collect(Collectors.joining(",")));
  }

  private static String summary(Summary summary) {
    return Numbers.format(
        "{\"perSecond\":%.1f,\"p50\":%.4f,\"p99\":%.4f,\"p99.9\":%.4f,\"max\":%.4f,\"errors\":%d}",
        summary.perSecond(),
        summary.p50Ms(),
        summary.p99Ms(),
        summary.p999Ms(),
        summary.maxMs(),
        summary.errors());
  }

  private static String histogram(Histogram histogram) {
    StringBuilder json = new StringBuilder("{\"count\":" + histogram.getTotalCount());
    for (double percentile : PERCENTILES) {
      json.append(
          Numbers.format(
              ",\"p%s\":%.4f",
              Double.toString(percentile).replaceAll("\\.0$", ""),
              histogram.getValueAtPercentile(percentile) / 1e6));
    }
    return json.append('}').toString();
  }

  private static String text(String value) {
    StringBuilder json = new StringBuilder("\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        json.append(Numbers.format("\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }
}
