package dev.stator.model.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The constraints of single values, and the service's words for them. */
final class Constraints {
  static final String NOT_NULL = "Member must not be null";

  /** Patterns are not run over texts far longer than any that could match. */
  private static final int PATTERN_CHARS_MAX = 65_536;

  private Constraints() {}

  /** Whether values of this shape are complained about in one go with the list that holds them. */
  static boolean scalar(Shape shape) {
    return switch (shape) {
      case Shape.Structure _, Shape.Sequence _, Shape.Dictionary _, Shape.Value _ -> false;
      case Shape.Text _,
          Shape.Choice _,
          Shape.Whole _,
          Shape.TableName _,
          Shape.Real _,
          Shape.Truth _,
          Shape.Moment _,
          Shape.Bytes _ ->
          true;
    };
  }

  /** Whether a value breaks a constraint of its shape; lists are judged by their length only. */
  static boolean breaks(Shape shape, Object value) {
    return switch (shape) {
      case Shape.Text text ->
          !text.length().contains(((String) value).length())
              || !matches(text.pattern(), text.length(), (String) value);
      case Shape.Choice choice -> !choice.values().contains((String) value);
      case Shape.Whole whole -> !whole.range().contains((Long) value);
      case Shape.TableName table -> breaksName(table, (String) value);
      case Shape.Sequence list -> !list.length().contains(((List<?>) value).size());
      case Shape.Structure _,
          Shape.Dictionary _,
          Shape.Value _,
          Shape.Real _,
          Shape.Truth _,
          Shape.Moment _,
          Shape.Bytes _ ->
          false;
    };
  }

  /** Gives each constraint that the value breaks to the consumer. */
  static void broken(Shape shape, Object value, Consumer<String> found) {
    switch (shape) {
      case Shape.Text text -> {
        TextPattern pattern = text.pattern();
        if (pattern != null && !matches(pattern, text.length(), (String) value)) {
          found.accept(pattern(pattern));
        }
        length(text.length(), ((String) value).length(), found);
      }
      case Shape.Choice choice -> found.accept(oneOf(choice));
      case Shape.Whole whole -> range(whole.range(), (Long) value, found);
      case Shape.TableName table -> brokenName(table, (String) value, found);
      default -> throw new IllegalStateException("no single constraint of " + shape);
    }
  }

  static void length(Bounds bounds, long length, Consumer<String> found) {
    if (length < bounds.min()) {
      found.accept(lengthMin(bounds.min()));
    } else if (length > bounds.max()) {
      found.accept(lengthMax(bounds.max()));
    }
  }

  private static void range(Bounds bounds, long value, Consumer<String> found) {
    if (value < bounds.min()) {
      found.accept("Member must have value greater than or equal to " + bounds.min());
    } else if (value > bounds.max()) {
      found.accept("Member must have value less than or equal to " + bounds.max());
    }
  }

  /** All constraints of a list's or map's content, whichever of them was broken. */
  static String list(Shape shape, boolean withNull) {
    List<String> all = new ArrayList<>();
    switch (shape) {
      case Shape.Text text -> {
        lengths(text.length(), all);
        TextPattern pattern = text.pattern();
        if (pattern != null) {
          all.add(pattern(pattern));
        }
      }
      case Shape.TableName table -> {
        lengths(new Bounds(table.lengthMin(), TableNames.LENGTH_MAX), all);
        all.add(pattern(new TextPattern(TextPattern.NAME)));
      }
      case Shape.Choice choice -> all.add(oneOf(choice));
      case Shape.Whole whole -> {
        if (whole.range().hasMax()) {
          all.add("Member must have value less than or equal to " + whole.range().max());
        }
        if (whole.range().hasMin()) {
          all.add("Member must have value greater than or equal to " + whole.range().min());
        }
      }
      case Shape.Sequence sequence -> lengths(sequence.length(), all);
      default -> {}
    }
    if (withNull) {
      all.add(NOT_NULL);
    }
    return all.toString();
  }

  private static void lengths(Bounds bounds, List<String> all) {
    if (bounds.hasMax()) {
      all.add(lengthMax(bounds.max()));
    }
    if (bounds.hasMin()) {
      all.add(lengthMin(bounds.min()));
    }
  }

  private static boolean breaksName(Shape.TableName table, String name) {
    boolean plain =
        name.length() >= table.lengthMin()
            && name.length() <= TableNames.LENGTH_MAX
            && TableNames.matchesPattern(name);
    return !plain && !TableNames.isArn(name);
  }

  private static void brokenName(Shape.TableName table, String name, Consumer<String> found) {
    boolean onlyLength = name.isEmpty() && table.lengthMin() == 1;
    if (!onlyLength && !TableNames.matchesPattern(name)) {
      found.accept(pattern(new TextPattern(TextPattern.NAME)));
    }
    length(new Bounds(table.lengthMin(), TableNames.LENGTH_MAX), name.length(), found);
  }

  private static boolean matches(@Nullable TextPattern pattern, Bounds length, String value) {
    if (pattern == null) {
      return true;
    }
    boolean tooLong = value.length() > length.max() || value.length() > PATTERN_CHARS_MAX;
    boolean cheap = pattern.text().equals(TextPattern.NAME);
    return (tooLong && !cheap) || pattern.matches(value);
  }

  private static String pattern(TextPattern pattern) {
    return "Member must satisfy regular expression pattern: " + pattern.text();
  }

  private static String oneOf(Shape.Choice choice) {
    return "Member must satisfy enum value set: " + choice.values();
  }

  private static String lengthMin(long min) {
    return "Member must have length greater than or equal to " + min;
  }

  private static String lengthMax(long max) {
    return "Member must have length less than or equal to " + max;
  }
}
