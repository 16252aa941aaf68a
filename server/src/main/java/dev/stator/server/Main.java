package dev.stator.server;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The command line. Exit codes: 0 done, 1 could not start, 2 wrong usage. */
public final class Main {
  /** In the order of the help. */
  private static final List<String> COMMANDS =
      List.of("start", "node", "remove-node", "dev-cluster", "version", "help");

  private static final int FAILED = 1;
  private static final int WRONG_USAGE = 2;

  private Main() {}

  public static void main(String[] arguments) {
    List<String> words = arguments.length == 0 ? List.of("help") : List.of(arguments);
    EarlyLoading.begin(words);
    int exit = run(words, System.out, System.err);
    if (exit != 0) {
      System.exit(exit);
    }
  }

  /**
   * Does what a command line says.
   *
   * @param words at least one
   * @return the exit code
   */
  static int run(List<String> words, PrintStream out, PrintStream err) {
    try {
      return answer(words, out);
    } catch (UsageException wrong) {
      err.println(Sentences.ended(wrong.getMessage()));
      err.println("See: stator help");
      return WRONG_USAGE;
    } catch (StartException wrong) {
      err.println(wrong.getMessage());
      return FAILED;
    } catch (FileSystemException unusable) {
      String why = unusable.getReason();
      err.println(
          "The file "
              + unusable.getFile()
              + " cannot be used: "
              + (why == null ? unusable.getClass().getSimpleName() : why)
              + ".");
      return FAILED;
    } catch (IOException | InterruptedException | RuntimeException unexpected) {
      // Threads that are left must not keep a process that does not serve.
      unexpected.printStackTrace(err);
      return FAILED;
    } finally {
      out.flush();
    }
  }

  private static int answer(List<String> words, PrintStream out)
      throws UsageException, StartException, IOException, InterruptedException {
    String first = words.getFirst();
    Command command = command(first);
    if (command == null) {
      throw new UsageException(
          (first.startsWith("-") ? "Unknown option: '" : "Unknown command: '") + first + "'");
    }
    int used = 1;
    Command below = words.size() == 1 ? null : below(command, words.get(1));
    if (below != null) {
      command = below;
      used = 2;
    }
    Parsed given = Parsed.of(command, words.subList(used, words.size()));
    if (given.has(Flag.HELP)) {
      out.print(Help.of(command));
      return 0;
    }
    if (given.has(Flag.VERSION)) {
      out.println(VersionCommand.line());
      return 0;
    }
    given.requireComplete(command);
    return command.run(given, out);
  }

  /** The command of a name; null when there is none. No other's class is loaded. */
  static @Nullable Command command(String name) {
    return switch (name) {
      case "start" -> new StartCommand();
      case "node" -> new NodeCommand();
      case "remove-node" -> new RemoveNodeCommand();
      case "dev-cluster" -> new DevClusterCommand();
      case "version", "-V", "--version" -> new VersionCommand();
      case "help", "-h", "--help" -> new HelpCommand();
      default -> null;
    };
  }

  /** The command of a word after another's name; null when there is none. */
  static @Nullable Command below(Command command, String word) {
    for (Command one : command.commands()) {
      if (one.name().equals(command.name() + " " + word)) {
        return one;
      }
    }
    return null;
  }

  static List<Command> commands() {
    List<Command> all = new ArrayList<>();
    for (String name : COMMANDS) {
      Command one = command(name);
      if (one != null) {
        all.add(one);
      }
    }
    return all;
  }
}
