package dev.stator.lab.bench;

import dev.stator.lab.wire.Endpoint;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stator bench}: load on one endpoint, or on several in turn. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    subcommands = {
      SuiteCommand.class,
      FeaturesCommand.class,
      ClusterCommand.class,
      HealCommand.class,
      GroupsCommand.class
    },
    description = {
      "Measures a DynamoDB endpoint: throughput and latency, closed or open loop.",
      "It makes a table, fills it, and removes it again."
    })
public final class BenchMain implements Callable<Integer> {
  @Option(
      names = "--url",
      defaultValue = "http://127.0.0.1:8000",
      description = "The endpoint (default ${DEFAULT-VALUE}).")
  private String url = "";

  @Option(
      names = "--vs",
      paramLabel = "URL",
      description = "Another endpoint to run in turn; may be given several times.")
  private List<String> others = new ArrayList<>();

  @Option(
      names = "--echo",
      description = "Also start a bare Netty server and run it in turn: the ceiling.")
  private boolean echo;

  @Option(
      names = "--workload",
      split = ",",
      defaultValue = "PUT,A,B,C",
      description =
          "Of put, get, statement, a, b, c, transact_write, transact_write_one, transact_get,"
              + " transact_get_one (default ${DEFAULT-VALUE}).")
  private List<Workload> workloads = new ArrayList<>();

  @Option(
      names = "--rate",
      description = "Open loop: requests per second, whatever the server does. Without it: closed.")
  private double rate;

  @Option(names = "--strong", description = "Strongly consistent reads.")
  private boolean strong;

  @Option(names = "--keep", description = "Leave the table there.")
  private boolean keep;

  @Mixin private BenchOptions options = new BenchOptions();
  @Mixin private ReportOptions report = new ReportOptions();

  /** Runs the command line and exits with its code. */
  public static void main(String[] args) {
    System.exit(
        new CommandLine(new BenchMain()).setCaseInsensitiveEnumValuesAllowed(true).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    try (Peers peers = new Peers(Files.createTempDirectory("stator-bench-"))) {
      List<Target> targets = targets(peers);
      List<Comparison> comparisons = compare(targets);
      report.write(comparisons, Machine.facts());
      return 0;
    }
  }

  private List<Target> targets(Peers peers) {
    List<Target> targets = new ArrayList<>();
    targets.add(new Target(url, Endpoint.parse(url), true));
    others.forEach(other -> targets.add(new Target(other, Endpoint.parse(other), true)));
    if (echo) {
      targets.add(peers.echo().target());
    }
    return targets;
  }

  private List<Comparison> compare(List<Target> targets) {
    PrintStream out = System.out;
    List<BenchTable> tables =
        targets.stream()
            .filter(Target::storesItems)
            .map(target -> new BenchTable(target.endpoint(), options.table, out))
            .toList();
    tables.forEach(table -> table.prepare(options.items));
    List<Comparison> comparisons = new ArrayList<>();
    try {
      for (Workload workload : workloads) {
        List<RunSpec> specs =
            targets.stream()
                .map(target -> options.spec(target, workload, strong))
                .map(spec -> spec.atRate(rate, options.duration))
                .toList();
        String title = title(workload);
        comparisons.add(Comparison.run(title, specs, targets.size() > 1 ? options.rounds : 1, out));
      }
    } finally {
      if (!keep) {
        tables.forEach(BenchTable::remove);
      }
    }
    return comparisons;
  }

  private String title(Workload workload) {
    String loop =
        rate > 0
            ? Numbers.format("open loop at %,.0f/s", rate)
            : "closed loop, %d connections".formatted(options.connections);
    return "%s, %s%s".formatted(workload.title(), loop, strong ? ", strong reads" : "");
  }
}
