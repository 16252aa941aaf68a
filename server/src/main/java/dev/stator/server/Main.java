package dev.stator.server;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. Exit codes: 0 done, 1 could not start, 2 wrong usage. */
@Command(
    name = "stator",
    description = "A DynamoDB that people run themselves.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      StartCommand.class,
      NodeCommand.class,
      DevClusterCommand.class,
      VersionCommand.class,
      CommandLine.HelpCommand.class
    },
    footer = {
      "",
      "The launcher adds: bench (benchmarks) and sim (simulation).",
      "JVM memory is set with --heap SIZE or STATOR_HEAP before anything else."
    })
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    int exit = commandLine().execute(arguments.length == 0 ? new String[] {"help"} : arguments);
    if (exit != 0) {
      System.exit(exit);
    }
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Main());
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
}
