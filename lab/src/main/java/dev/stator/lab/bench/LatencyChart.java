package dev.stator.lab.bench;

import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Latency by percentile as an inline SVG. The horizontal axis is stretched towards the tail (each
 * step is another nine), the vertical axis is logarithmic, in milliseconds.
 */
final class LatencyChart {
  private static final int WIDTH = 860;
  private static final int HEIGHT = 360;
  private static final int LEFT = 70;
  private static final int RIGHT = 20;
  private static final int TOP = 16;
  private static final int BOTTOM = 40;
  private static final double NINES_MAX = 5;
  private static final int POINTS = 250;
  private static final List<String> COLOURS =
      List.of("#0b66c3", "#d1495b", "#2e933c", "#8f5fbf", "#e08e0b", "#3f3f3f");

  private final List<Series> series;
  private final double lowMs;
  private final double highMs;

  private LatencyChart(List<Series> series, double lowMs, double highMs) {
    this.series = series;
    this.lowMs = lowMs;
    this.highMs = highMs;
  }

  static String colour(int index) {
    return COLOURS.get(index % COLOURS.size());
  }

  static String svg(List<Series> series) {
    double low = Double.MAX_VALUE;
    double high = 0.01;
    for (Series each : series) {
      Histogram all = each.all();
      if (all.getTotalCount() > 0) {
        low = Math.min(low, Math.max(all.getMinNonZeroValue() / 1e6, 0.001));
        high = Math.max(high, all.getMaxValue() / 1e6);
      }
    }
    double floor = Math.pow(10, Math.floor(Math.log10(Math.min(low, high))));
    double ceiling = Math.pow(10, Math.ceil(Math.log10(high)));
    return new LatencyChart(series, floor, Math.max(ceiling, floor * 10)).draw();
  }

  private String draw() {
    StringBuilder svg = new StringBuilder();
    svg.append(
        Numbers.format(
            "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"Latency by percentile\">",
            WIDTH, HEIGHT));
    percentileAxis(svg);
    latencyAxis(svg);
    for (int i = 0; i < series.size(); i++) {
      curve(svg, series.get(i).all(), colour(i));
    }
    return svg.append("</svg>").toString();
  }

  private void percentileAxis(StringBuilder svg) {
    for (double percentile : new double[] {0, 50, 90, 99, 99.9, 99.99, 99.999}) {
      double x = x(nines(percentile));
      line(svg, x, TOP, x, HEIGHT - BOTTOM);
      label(
          svg,
          x,
          HEIGHT - BOTTOM + 18,
          "middle",
          Double.toString(percentile).replaceAll("\\.0$", "") + " %");
    }
  }

  private void latencyAxis(StringBuilder svg) {
    for (double ms = lowMs; ms <= highMs * 1.001; ms *= 10) {
      line(svg, LEFT, y(ms), WIDTH - RIGHT, y(ms));
      label(svg, LEFT - 8, y(ms) + 4, "end", Numbers.format("%s ms", trim(ms)));
    }
  }

  private static String trim(double ms) {
    return Numbers.format("%.3f", ms).replaceAll("\\.?0+$", "");
  }

  private void curve(StringBuilder svg, Histogram histogram, String colour) {
    if (histogram.getTotalCount() == 0) {
      return;
    }
    StringBuilder points = new StringBuilder();
    double ninesSeen = Math.min(NINES_MAX, Math.log10((double) histogram.getTotalCount()));
    for (int i = 0; i <= POINTS; i++) {
      double nines = ninesSeen * i / POINTS;
      double ms = histogram.getValueAtPercentile(100 * (1 - Math.pow(10, -nines))) / 1e6;
      points.append(Numbers.format("%.1f,%.1f ", x(nines), y(Math.max(ms, lowMs))));
    }
    svg.append(
        Numbers.format(
            "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>",
            points, colour));
  }

  private static double nines(double percentile) {
    return -Math.log10(1 - percentile / 100);
  }

  private static double x(double nines) {
    return LEFT + (WIDTH - LEFT - RIGHT) * nines / NINES_MAX;
  }

  private double y(double ms) {
    double share = Math.log10(ms / lowMs) / Math.log10(highMs / lowMs);
    return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * share;
  }

  private static void line(StringBuilder svg, double x1, double y1, double x2, double y2) {
    svg.append(
        Numbers.format(
            "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#8884\"/>",
            x1, y1, x2, y2));
  }

  private static void label(StringBuilder svg, double x, double y, String anchor, String text) {
    svg.append(
        Numbers.format(
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>", x, y, anchor, text));
  }
}
