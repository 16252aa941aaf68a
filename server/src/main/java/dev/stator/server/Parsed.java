package dev.stator.server;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;
import org.jspecify.annotations.Nullable;

/** What stands after the name of a command, and its values by the options that it takes. */
final class Parsed {
  private final Map<String, List<String>> values;
  private final List<String> words;

  private Parsed(Map<String, List<String>> values, List<String> words) {
    this.values = values;
    this.words = words;
  }

  /**
   * @param written what stands after the command's name
   * @throws UsageException when it has options that the command does not take, or not like this
   */
  static Parsed of(Command command, List<String> written) throws UsageException {
    Options options = new Options();
    options.addOption(Flag.HELP.option()).addOption(Flag.VERSION.option());
    for (Flag flag : command.flags()) {
      options.addOption(flag.option());
    }
    refuseOneDash(options, written);
    CommandLine line = parse(options, written);
    Map<String, List<String>> values = new HashMap<>();
    for (Option option : line.getOptions()) {
      String name = "--" + option.getLongOpt();
      List<String> earlier = values.getOrDefault(name, List.of());
      List<String> all = new ArrayList<>(earlier);
      all.addAll(option.hasArg() ? option.getValuesList() : List.of(""));
      values.put(name, all);
    }
    for (Flag flag : command.flags()) {
      List<String> of = values.get(flag.name());
      if (of != null && of.size() > 1 && flag.use() != Flag.Use.REQUIRED_LIST) {
        throw new UsageException("Option " + quoted(flag) + " should be given only once");
      }
    }
    return new Parsed(values, line.getArgList());
  }

  private static CommandLine parse(Options options, List<String> written) throws UsageException {
    DefaultParser parser =
        DefaultParser.builder()
            .setAllowPartialMatching(false)
            .setStripLeadingAndTrailingQuotes(false)
            .get();
    try {
      return parser.parse(options, written.toArray(new String[0]));
    } catch (MissingArgumentException wrong) {
      Option option = wrong.getOption();
      throw new UsageException(
          "Missing required parameter for option '--"
              + option.getLongOpt()
              + "' ("
              + option.getArgName()
              + ")");
    } catch (UnrecognizedOptionException wrong) {
      throw unknown(options, wrong.getOption());
    } catch (ParseException wrong) {
      throw new UsageException(Sentences.ended(wrong.getMessage()));
    }
  }

  private static UsageException unknown(Options options, String word) {
    int equals = word.indexOf('=');
    String name = equals < 0 ? word : word.substring(0, equals);
    return new UsageException(
        name.startsWith("--") && options.hasLongOption(name)
            ? "Option '" + name + "' takes no value, unlike '" + word + "'"
            : "Unknown option: '" + word + "'");
  }

  /** The parser takes {@code -port} and {@code -port8000} for {@code --port}; a person is told. */
  private static void refuseOneDash(Options options, List<String> written) throws UsageException {
    String before = "";
    for (String word : written) {
      if (word.equals("--")) {
        return;
      }
      boolean value = options.hasLongOption(before) && options.getOption(before).hasArg();
      if (!value && word.length() > 2 && word.charAt(0) == '-' && word.charAt(1) != '-') {
        throw unknown(options, word);
      }
      before = value ? "" : word;
    }
  }

  private static String quoted(Flag flag) {
    return "'" + flag.name() + "'";
  }

  /**
   * @throws UsageException when something is missing that the command needs, or too much is there
   */
  void requireComplete(Command command) throws UsageException {
    if (words.size() > command.wordsMax()) {
      throw new UsageException("Unmatched argument: '" + words.get(command.wordsMax()) + "'");
    }
    List<String> missing = new ArrayList<>();
    for (Flag flag : command.flags()) {
      if (flag.required() && !has(flag)) {
        missing.add("'" + flag.written() + "'");
      }
    }
    if (!missing.isEmpty()) {
      throw new UsageException(
          (missing.size() == 1 ? "Missing required option: " : "Missing required options: ")
              + String.join(", ", missing));
    }
  }

  /** What was given besides options. */
  List<String> words() {
    return words;
  }

  boolean has(Flag flag) {
    return values.containsKey(flag.name());
  }

  /** What was given, or the standard value; null when there is neither. */
  @Nullable String textOrNull(Flag flag) {
    List<String> given = values.get(flag.name());
    return given == null ? flag.standard() : given.getFirst();
  }

  /** The value of an option that always has one. */
  String text(Flag flag) {
    String text = textOrNull(flag);
    if (text == null) {
      throw new IllegalStateException(flag.name() + " is neither given nor known");
    }
    return text;
  }

  /** All values, of which commas may stand between some, and after the last. */
  List<String> list(Flag flag) {
    List<String> all = new ArrayList<>();
    for (String given : values.getOrDefault(flag.name(), List.of())) {
      all.addAll(List.of(given.split(",", 0)));
    }
    return all;
  }

  @Nullable Integer numberOrNull(Flag flag) throws UsageException {
    String text = textOrNull(flag);
    try {
      return text == null ? null : Integer.valueOf(text);
    } catch (NumberFormatException wrong) {
      throw invalid(flag, text, "is not an int");
    }
  }

  /** The number of an option that always has one. */
  int number(Flag flag) throws UsageException {
    Integer number = numberOrNull(flag);
    if (number == null) {
      throw new IllegalStateException(flag.name() + " is neither given nor known");
    }
    return number;
  }

  @Nullable Path pathOrNull(Flag flag) throws UsageException {
    String text = textOrNull(flag);
    try {
      return text == null ? null : Path.of(text);
    } catch (InvalidPathException wrong) {
      throw invalid(flag, text, "is not a path");
    }
  }

  /** The path of an option that always has one. */
  Path path(Flag flag) throws UsageException {
    Path path = pathOrNull(flag);
    if (path == null) {
      throw new IllegalStateException(flag.name() + " is neither given nor known");
    }
    return path;
  }

  private static UsageException invalid(Flag flag, @Nullable String text, String what) {
    return new UsageException(
        "Invalid value for option " + quoted(flag) + ": '" + text + "' " + what);
  }
}
