package dev.stator.lab.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads single members out of answers whose shape is known. */
final class Texts {
  private Texts() {}

  /** The values of all members of this name that are texts without escapes, in order. */
  static List<String> members(String json, String name) {
    Matcher found = Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"\\\\]*)\"").matcher(json);
    List<String> values = new ArrayList<>();
    while (found.find()) {
      values.add(found.group(1));
    }
    return values;
  }

  /** The first member of this name that is a whole number. */
  static long number(String json, String name) {
    Matcher found = Pattern.compile("\"" + name + "\"\\s*:\\s*(-?\\d+)").matcher(json);
    if (!found.find()) {
      throw new IllegalStateException("No number " + name + " in " + json);
    }
    return Long.parseLong(found.group(1));
  }
}
