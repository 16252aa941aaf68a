package dev.stator.model.wire;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A pattern that a whole text must match. The one of table and index names, which every request
 * meets, is checked by hand; the others are compiled when first needed, so that start-up does not
 * pay for them.
 */
public final class TextPattern {
  static final String NAME = "[a-zA-Z0-9_.-]+";

  private final String text;
  private volatile @Nullable Pattern compiled;

  TextPattern(String text) {
    this.text = text;
  }

  /** As the service prints it in its messages. */
  public String text() {
    return text;
  }

  boolean matches(String value) {
    if (text.equals(NAME)) {
      return isName(value);
    }
    Pattern pattern = compiled;
    if (pattern == null) {
      pattern = Pattern.compile(text);
      compiled = pattern;
    }
    return pattern.matcher(value).matches();
  }

  private static boolean isName(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean ok =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '_'
              || c == '.'
              || c == '-';
      if (!ok) {
        return false;
      }
    }
    return !value.isEmpty();
  }

  @Override
  public String toString() {
    return text;
  }
}
