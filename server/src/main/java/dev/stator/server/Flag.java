package dev.stator.server;

import org.apache.commons.cli.Option;
import org.jspecify.annotations.Nullable;

/**
 * One option of a command.
 *
 * @param letter its short name, such as {@code h}; null for none
 * @param name as it is written, such as {@code --port}
 * @param label what its value is, in the help; null when it takes none
 * @param standard its value when it is not given; null for none
 * @param description for the help, with {@code %s} in the place of its standard value
 * @param use when it may be given
 */
record Flag(
    @Nullable String letter,
    String name,
    @Nullable String label,
    @Nullable String standard,
    String description,
    Use use) {
  /** When an option may be given. */
  enum Use {
    OPTIONAL,
    REQUIRED,
    /** At least once, with one or more values each time. */
    REQUIRED_LIST,
    /** As {@link #OPTIONAL}, but the help says nothing of it. */
    HIDDEN
  }

  static final Flag HELP =
      new Flag("h", "--help", null, null, "Show this help message and exit.", Use.OPTIONAL);
  static final Flag VERSION =
      new Flag("V", "--version", null, null, "Print version information and exit.", Use.OPTIONAL);

  /** One that is there or not. */
  static Flag bare(String name, String description) {
    return new Flag(null, name, null, null, description, Use.OPTIONAL);
  }

  /** One with a value that need not be given. */
  static Flag value(String name, String label, String description) {
    return new Flag(null, name, label, null, description, Use.OPTIONAL);
  }

  /** One with a value that is known when it is not given. */
  static Flag value(String name, String label, String standard, String description) {
    return new Flag(null, name, label, standard, description, Use.OPTIONAL);
  }

  Flag with(Use other) {
    return new Flag(letter, name, label, standard, description, other);
  }

  boolean required() {
    return use == Use.REQUIRED || use == Use.REQUIRED_LIST;
  }

  /** As a person writes it, with what stands for its value. */
  String written() {
    return label == null ? name : name + "=" + label;
  }

  /** As the parser takes it. What is required is looked at later: --help comes without. */
  Option option() {
    return Option.builder(letter)
        .longOpt(name.substring(2))
        .hasArg(label != null)
        .argName(label)
        .get();
  }
}
