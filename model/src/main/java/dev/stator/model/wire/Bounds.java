package dev.stator.model.wire;

import org.jspecify.annotations.Nullable;

/**
 * A smallest and a largest value or length, both included.
 *
 * @param min {@link Long#MIN_VALUE} when there is none
 * @param max {@link Long#MAX_VALUE} when there is none
 */
public record Bounds(long min, long max) {
  public static final Bounds NONE = new Bounds(Long.MIN_VALUE, Long.MAX_VALUE);

  static Bounds parse(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return NONE;
    }
    int dots = text.indexOf("..");
    String min = text.substring(0, dots);
    String max = text.substring(dots + 2);
    return new Bounds(
        min.isEmpty() ? Long.MIN_VALUE : Long.parseLong(min),
        max.isEmpty() ? Long.MAX_VALUE : Long.parseLong(max));
  }

  boolean contains(long value) {
    return value >= min && value <= max;
  }

  boolean hasMin() {
    return min != Long.MIN_VALUE;
  }

  boolean hasMax() {
    return max != Long.MAX_VALUE;
  }
}
