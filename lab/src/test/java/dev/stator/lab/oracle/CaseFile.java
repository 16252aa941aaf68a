package dev.stator.lab.oracle;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads case files. A line is {@code Operation {request}}, or a word and its arguments:
 *
 * <ul>
 *   <li>{@code base Operation {request}} gives what the {@code +} lines after it vary
 *   <li>{@code + {members}} is the base with these members set; null takes a member away
 *   <li>{@code await tables} and {@code gone tables} wait for tables
 *   <li>{@code until n Operation {request}} repeats a read until it counts n items
 *   <li>{@code pages Operation {request}} and {@code segments n Operation {request}} read all pages
 * </ul>
 *
 * <p>{@code «x*100»} is a hundred times x. Lines that begin with {@code #} are comments.
 */
final class CaseFile {
  private static final Pattern REPEAT = Pattern.compile("«(.*?)\\*(\\d+)»");

  private final String name;
  private final List<Step> steps = new ArrayList<>();
  private String baseOperation = "";
  private Map<String, Object> base = Map.of();

  private CaseFile(String name) {
    this.name = name;
  }

  /** The steps of a file among this package's resources. */
  static List<Step> steps(String name) {
    try (InputStream in = CaseFile.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalArgumentException("There is no case file " + name);
      }
      CaseFile file = new CaseFile(name);
      int number = 0;
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
        number++;
        if (!line.isBlank() && !line.startsWith("#")) {
          file.add(name + ":" + number, line);
        }
      }
      return file.steps;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void add(String where, String line) {
    String word = word(line);
    String rest = rest(line);
    switch (word) {
      case "base" -> {
        baseOperation = word(rest);
        base = Json.object(expand(rest(rest)));
      }
      case "+" -> steps.add(new Step.Call(where, baseOperation, vary(expand(rest))));
      case "await" -> steps.add(new Step.Await(where, List.of(rest.split(" ", -1)), false));
      case "gone" -> steps.add(new Step.Await(where, List.of(rest.split(" ", -1)), true));
      case "pages" -> steps.add(new Step.Pages(where, word(rest), rest(rest), 1));
      case "until" -> {
        String call = rest(rest);
        steps.add(new Step.Until(where, Integer.parseInt(word(rest)), word(call), rest(call)));
      }
      case "segments" -> {
        String call = rest(rest);
        steps.add(new Step.Pages(where, word(call), rest(call), Integer.parseInt(word(rest))));
      }
      default -> steps.add(new Step.Call(where, word, expand(rest)));
    }
  }

  private String vary(String members) {
    Map<String, Object> request = new LinkedHashMap<>(base);
    Json.object(members)
        .forEach((member, value) -> {
          if (value == Json.NULL) {
            request.remove(member);
          } else {
            request.put(member, value);
          }
        });
    return Json.text(request);
  }

  private static String expand(String text) {
    Matcher matcher = REPEAT.matcher(text);
    return matcher.replaceAll(
        found -> Matcher.quoteReplacement(found.group(1).repeat(Integer.parseInt(found.group(2)))));
  }

  private static String word(String line) {
    int end = line.indexOf(' ');
    return end < 0 ? line : line.substring(0, end);
  }

  private static String rest(String line) {
    int end = line.indexOf(' ');
    return end < 0 ? "" : line.substring(end + 1);
  }

  @Override
  public String toString() {
    return name;
  }
}
