package dev.stator.lab.bench;

import java.util.Arrays;
import java.util.Locale;

/** Arithmetic and text of figures. */
final class Numbers {
  private Numbers() {}

  /** The middle value, or the mean of the two in the middle; NaN of nothing. */
  static double median(double[] values) {
    if (values.length == 0) {
      return Double.NaN;
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
