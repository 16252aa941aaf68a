package dev.stator.server;

import org.jspecify.annotations.Nullable;

/** Small helpers for what people read. */
final class Sentences {
  private Sentences() {}

  /** The text with a full stop at its end. */
  static String ended(@Nullable String text) {
    String known = text == null ? "Something is wrong" : text;
    return known.endsWith(".") ? known : known + ".";
  }
}
