package dev.stator.lab.bench;

import java.util.List;
import java.util.Map;

/** One HTML file with everything in it: no scripts, no fonts, nothing fetched. */
final class HtmlReport {
  private static final String HEAD =
      """
      <!doctype html>
      <html lang="en"><head><meta charset="utf-8"><title>Stator bench</title>
      <meta name="viewport" content="width=device-width">
      <style>
      :root { color-scheme: light dark; }
      body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
      table { border-collapse: collapse; width: 100%; }
      td, th { padding: .25rem .6rem; text-align: right; border-bottom: 1px solid #8884; }
      td:first-child, th:first-child { text-align: left; }
      svg { width: 100%; margin-top: 1rem; }
      svg text { font-size: 12px; fill: currentColor; }
      .mark { display: inline-block; width: .8rem; height: .8rem; margin-right: .5rem; }
      </style></head><body>
      <h1>Stator bench</h1>
      """;

  private HtmlReport() {}

  static String write(List<Comparison> comparisons, Map<String, String> facts) {
    StringBuilder html = new StringBuilder(HEAD);
    html.append("<table>\n");
    facts.forEach((name, value) ->
        html.append("<tr><td>%s</td><td>%s</td></tr>\n".formatted(escape(name), escape(value))));
    html.append("</table>\n");
    comparisons.forEach(comparison -> section(html, comparison));
    return html.append("</body></html>\n").toString();
  }

  private static void section(StringBuilder html, Comparison comparison) {
    html.append("<h2>").append(escape(comparison.title())).append("</h2>\n<table><tr>");
    html.append("<th>Endpoint</th><th>requests/s</th><th>ratio</th><th>p50 ms</th>");
    html.append("<th>p99 ms</th><th>p99.9 ms</th><th>max ms</th><th>errors</th></tr>\n");
    for (int i = 0; i < comparison.series().size(); i++) {
      row(html, comparison, i);
    }
    html.append("</table>\n").append(LatencyChart.svg(comparison.series())).append('\n');
  }

  private static void row(StringBuilder html, Comparison comparison, int index) {
    Series series = comparison.series().get(index);
    Summary median = series.median();
    html.append(
        Numbers.format(
            "<tr><td><span class=\"mark\" style=\"background:%s\"></span>%s, %s</td>",
            LatencyChart.colour(index),
            escape(series.target().label()),
            escape(series.workload().title())));
    html.append(
        Numbers.format(
            "<td>%,.0f</td><td>%.2f</td><td>%.3f</td><td>%.3f</td><td>%.3f</td><td>%.1f</td>",
            median.perSecond(),
            1 / comparison.ratioTo(series),
            median.p50Ms(),
            median.p99Ms(),
            median.p999Ms(),
            median.maxMs()));
    html.append("<td>%s</td></tr>%n".formatted(escape(errors(series))));
  }

  private static String errors(Series series) {
    return series.errors().isEmpty() ? "0" : series.errors().toString();
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
