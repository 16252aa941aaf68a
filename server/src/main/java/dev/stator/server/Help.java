package dev.stator.server;

import java.util.ArrayList;
import java.util.List;

/** What a person reads who asks for help: usage, what it does, and a table of what it takes. */
final class Help {
  private static final int WIDTH = 80;
  private static final int TEXT_FROM = 29;
  private static final int COMMAND_TEXT_FROM = 15;
  private static final String PROGRAM = "stator";

  private final StringBuilder text = new StringBuilder();
  private int column;

  private Help() {}

  /**
   * @param commands all that there are
   */
  static String of(List<Command> commands) {
    Help help = new Help();
    help.begin(PROGRAM + " COMMAND", List.of(), "A DynamoDB that people run themselves.");
    help.table(commands);
    help.line(0, "");
    help.line(0, "The launcher adds: bench (benchmarks) and sim (simulation).");
    help.line(0, "JVM memory is set with --heap SIZE or STATOR_HEAP before anything else.");
    return help.text.toString();
  }

  static String of(Command command) {
    Help help = new Help();
    List<String> words = new ArrayList<>();
    for (Flag flag : command.flags()) {
      if (flag.required()) {
        words.add(flag.written());
      }
    }
    words.add("[OPTION...]");
    if (command.wordsMax() > 0) {
      words.add("[COMMAND]");
    }
    List<String> below = new ArrayList<>();
    for (Command one : command.commands()) {
      below.add(lastWord(one));
    }
    if (!below.isEmpty()) {
      words.add(String.join("|", below));
    }
    help.begin(PROGRAM + " " + command.name(), words, command.description());
    for (Flag flag : command.flags()) {
      help.row(flag);
    }
    help.row(Flag.HELP);
    help.row(Flag.VERSION);
    help.table(command.commands());
    return help.text.toString();
  }

  private void begin(String called, List<String> words, String description) {
    add("Usage: " + called);
    int indent = column + 1;
    for (String word : words) {
      word(word, indent);
    }
    end();
    line(0, description);
  }

  private void table(List<Command> commands) {
    if (commands.isEmpty()) {
      return;
    }
    line(0, "Commands:");
    for (Command command : commands) {
      add("  " + lastWord(command));
      line(COMMAND_TEXT_FROM, command.description());
    }
  }

  private static String lastWord(Command command) {
    return command.name().substring(command.name().lastIndexOf(' ') + 1);
  }

  private void row(Flag flag) {
    if (flag.use() == Flag.Use.HIDDEN) {
      return;
    }
    add(flag.letter() == null ? "      " : "  -" + flag.letter() + ", ");
    add(flag.written());
    if (column + 1 > TEXT_FROM) {
      end();
    }
    String standard = flag.standard();
    line(
        TEXT_FROM,
        standard == null ? flag.description() : flag.description().replace("%s", standard));
  }

  /** Words from a column on, in as many lines as they need. */
  private void line(int from, String sentence) {
    add(" ".repeat(Math.max(0, from - column)));
    for (String word : sentence.split(" ", -1)) {
      word(word, from);
    }
    end();
  }

  private void word(String word, int indent) {
    if (column > indent && column + 1 + word.length() > WIDTH) {
      end();
      add(" ".repeat(indent));
    }
    add(column == indent ? word : " " + word);
  }

  private void add(String some) {
    text.append(some);
    column += some.length();
  }

  private void end() {
    text.append('\n');
    column = 0;
  }
}
