package dev.stator.server;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. Exit codes: 0 done, 1 could not start, 2 wrong usage. */
@Command(
    name = "stator",
    description = "A DynamoDB that people run themselves.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "The launcher adds: bench (benchmarks) and sim (simulation).",
      "JVM memory is set with --heap SIZE or STATOR_HEAP before anything else."
    })
public final class Main {
  /** In the order of the help. */
  private static final List<String> COMMANDS =
      List.of("start", "node", "dev-cluster", "version", "help");

  private Main() {}

  public static void main(String[] arguments) {
    String[] given = arguments.length == 0 ? new String[] {"help"} : arguments;
    EarlyLoading.begin(List.of(given));
    int exit = commandLine(given[0]).execute(given);
    if (exit != 0) {
      System.exit(exit);
    }
  }

  /**
   * The commands that a command line may need: reading what the classes of all others say of
   * themselves would take longer than the start of a node.
   *
   * @param first its first word
   */
  static CommandLine commandLine(String first) {
    CommandLine line = new CommandLine(new Main());
    boolean one = COMMANDS.contains(first) && !first.equals("help");
    for (String name : one ? List.of(first) : COMMANDS) {
      line.addSubcommand(command(name));
    }
    line.setParameterExceptionHandler((wrong, given) -> {
      wrong.getCommandLine().getErr().println(Sentences.ended(wrong.getMessage()));
      wrong.getCommandLine().getErr().println("See: stator help");
      return CommandLine.ExitCode.USAGE;
    });
    line.setExecutionExceptionHandler((thrown, command, parsed) -> {
      if (thrown instanceof StartException) {
        command.getErr().println(thrown.getMessage());
        return CommandLine.ExitCode.SOFTWARE;
      }
      throw thrown;
    });
    return line;
  }

  private static Object command(String name) {
    return switch (name) {
      case "start" -> new StartCommand();
      case "node" -> new NodeCommand();
      case "dev-cluster" -> new DevClusterCommand();
      case "version" -> new VersionCommand();
      default -> new CommandLine.HelpCommand();
    };
  }
}
