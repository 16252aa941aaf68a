package dev.stator.server;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/** One command: how it is called, what it takes, and what it does. */
interface Command {
  /** The words that call it, such as {@code dev-cluster start}. */
  String name();

  /** One sentence for its help. */
  String description();

  /** The options it takes, in the order of its help. */
  default List<Flag> flags() {
    return List.of();
  }

  /** How many words it takes besides its options. */
  default int wordsMax() {
    return 0;
  }

  /** The commands whose names begin with this one's, in the order of its help. */
  default List<Command> commands() {
    return List.of();
  }

  /**
   * @param given what stands after its name, with all that is required
   * @param out takes what it has to say
   * @return the exit code
   */
  int run(Parsed given, PrintStream out)
      throws UsageException, StartException, IOException, InterruptedException;
}
