package dev.stator.server;

import java.util.Locale;

/** Sizes as people write them: 4096, 64k, 512m, 4g. */
final class Sizes {
  private Sizes() {}

  static long parse(String option, String text) throws StartException {
    String lower = text.strip().toLowerCase(Locale.ROOT);
    if (!lower.matches("[0-9]{1,15}[kmg]?")) {
      throw new StartException(
          option + " '" + text + "' is not a size: write it as 4096, 64k, 512m or 4g.");
    }
    int shift =
        switch (lower.charAt(lower.length() - 1)) {
          case 'k' -> 10;
          case 'm' -> 20;
          case 'g' -> 30;
          default -> 0;
        };
    String digits = shift == 0 ? lower : lower.substring(0, lower.length() - 1);
    long count = Long.parseLong(digits);
    if (count > Long.MAX_VALUE >> shift) {
      throw new StartException(option + " '" + text + "' is too large.");
    }
    return count << shift;
  }
}
