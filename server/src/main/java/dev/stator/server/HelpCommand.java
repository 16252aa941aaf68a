package dev.stator.server;

import java.io.PrintStream;
import java.util.List;

/** {@code stator help}, of all commands or of one. */
final class HelpCommand implements Command {
  private static final int WORDS_MAX = 2;

  @Override
  public String name() {
    return "help";
  }

  @Override
  public String description() {
    return "Shows the help of a command, or names all.";
  }

  @Override
  public int wordsMax() {
    return WORDS_MAX;
  }

  @Override
  public int run(Parsed given, PrintStream out) throws UsageException {
    List<String> words = given.words();
    if (words.isEmpty()) {
      out.print(Help.of(Main.commands()));
      return 0;
    }
    Command command = Main.command(words.getFirst());
    if (command != null && words.size() == 2) {
      command = Main.below(command, words.get(1));
    }
    if (command == null) {
      throw new UsageException("Unknown command: '" + String.join(" ", words) + "'");
    }
    out.print(Help.of(command));
    return 0;
  }
}
