package dev.stator.lab.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stator bench suite}: every figure of {@code docs/benchmarks.md}, with one command. */
@Command(
    name = "suite",
    mixinStandardHelpOptions = true,
    description = {
      "Starts Stator, DynamoDB Local and a bare echo, measures them beside each other",
      "and prints the table of docs/benchmarks.md."
    })
final class SuiteCommand implements Callable<Integer> {
  @Option(
      names = "--open-duration",
      defaultValue = "60s",
      converter = BenchOptions.Span.class,
      description = "Time of the open loop (default ${DEFAULT-VALUE}).")
  private Duration openDuration = Duration.ZERO;

  @Option(
      names = "--starts",
      defaultValue = "5",
      description = "Starts of each kind for the start-up time (default ${DEFAULT-VALUE}).")
  private int starts;

  @Option(
      names = "--idle",
      defaultValue = "10s",
      converter = BenchOptions.Span.class,
      description = "How long a server idles before its memory is read (default ${DEFAULT-VALUE}).")
  private Duration idle = Duration.ZERO;

  @Option(names = "--work", paramLabel = "DIR", description = "Where the servers' data goes.")
  private @Nullable Path work;

  @Option(names = "--markdown", paramLabel = "FILE", description = "Also write the table there.")
  private @Nullable Path markdown;

  @Mixin private BenchOptions options = new BenchOptions();
  @Mixin private ReportOptions report = new ReportOptions();

  @Override
  public Integer call() throws IOException {
    PrintStream out = System.out;
    Path folder =
        work == null
            ? Files.createTempDirectory("stator-bench-")
            : Files.createDirectories(work).resolve("stator-bench-data");
    Suite suite = new Suite(options, out);
    suite.measureStarts(folder, starts, idle);
    suite.measureLoad(folder, openDuration);
    String table = suite.markdown();
    out.println();
    out.println(table);
    if (markdown != null) {
      Files.writeString(markdown, table);
    }
    report.write(suite.comparisons(), suite.facts());
    return 0;
  }
}
