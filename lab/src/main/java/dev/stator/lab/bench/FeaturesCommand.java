package dev.stator.lab.bench;

import dev.stator.lab.bench.Peers.Peer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stator bench features}: what indexes, streams, statements and transactions cost. */
@Command(
    name = "features",
    mixinStandardHelpOptions = true,
    description = {
      "Starts one durable node and measures, in turn: puts into tables with streams and global",
      "indexes, how soon readers of these find what was put, how fast a new index is filled,",
      "statements beside GetItem, transactions beside plain requests, and what others notice of",
      "transactions and of the deletion of expired items. Prints the aims with what was measured."
    })
final class FeaturesCommand implements Callable<Integer> {
  /** What can be measured by itself. */
  enum Part {
    FEEDS,
    PROPAGATION,
    BACKFILL,
    STATEMENTS,
    TRANSACTIONS,
    TTL
  }

  @Option(
      names = "--only",
      split = ",",
      description =
          "Of feeds, propagation, backfill, statements, transactions, ttl (default: all).")
  private List<Part> only = new ArrayList<>();

  @Option(
      names = "--foreground-rate",
      defaultValue = "2000",
      description = "Requests per second beside something else (default ${DEFAULT-VALUE}).")
  private double foregroundRate;

  @Option(
      names = "--transaction-rate",
      defaultValue = "500",
      description = "Transactions per second beside plain requests (default ${DEFAULT-VALUE}).")
  private double transactionRate;

  @Option(
      names = "--probe-rate",
      defaultValue = "20",
      description = "Puts per second that are looked for (default ${DEFAULT-VALUE}).")
  private double probeRate;

  @Option(
      names = "--expired",
      defaultValue = "30000",
      description = "Expired items that are deleted in each round (default ${DEFAULT-VALUE}).")
  private int expired;

  @Option(
      names = "--few-connections",
      defaultValue = "4",
      description =
          "Connections of a second comparison of statements and transactions, in which requests do"
              + " not wait for each other (default ${DEFAULT-VALUE}).")
  private int fewConnections;

  @Option(
      names = "--ttl-interval",
      defaultValue = "5",
      description = "The server's pause between two looks for expired items (${DEFAULT-VALUE}).")
  private int ttlSeconds;

  @Option(names = "--work", paramLabel = "DIR", description = "Where the server's data goes.")
  private @Nullable Path work;

  @Option(names = "--markdown", paramLabel = "FILE", description = "Also write the tables there.")
  private @Nullable Path markdown;

  @Mixin private BenchOptions options = new BenchOptions();
  @Mixin private ReportOptions reports = new ReportOptions();

  private final PrintStream out = System.out;

  @Override
  public Integer call() throws IOException {
    Path folder = Files.createTempDirectory(work == null ? Path.of("/tmp") : work, "stator-bench-");
    FeatureReport report = new FeatureReport();
    try (Peers peers = new Peers(folder)) {
      Peer stator = peers.statorDurable(List.of("--ttl-interval", Integer.toString(ttlSeconds)));
      measure(new FeatureBench(stator.target(), options, foregroundRate, report, out));
      report.fact(
          "Resident memory at the end",
          Numbers.format("%.0f MiB", stator.process().residentBytes() / 1048576.0));
    }
    String tables = report.markdown();
    out.println("\n" + tables);
    if (markdown != null) {
      Files.writeString(markdown, tables);
    }
    reports.write(report.comparisons(), report.facts());
    return 0;
  }

  private void measure(FeatureBench bench) {
    Set<Part> parts = only.isEmpty() ? EnumSet.allOf(Part.class) : EnumSet.copyOf(only);
    if (parts.contains(Part.FEEDS)) {
      new FeedCost(bench).measure();
    }
    if (parts.contains(Part.PROPAGATION)) {
      new Propagation(bench, probeRate).measure();
    }
    if (parts.contains(Part.BACKFILL)) {
      new BackFill(bench).measure();
    }
    parts.removeAll(Set.of(Part.FEEDS, Part.PROPAGATION, Part.BACKFILL));
    if (!parts.isEmpty()) {
      measureOnOneTable(bench, parts);
    }
  }

  private void measureOnOneTable(FeatureBench bench, Set<Part> parts) {
    BenchTable plain = bench.table("items", TableShape.PLAIN, "");
    plain.prepare(options.items);
    if (parts.contains(Part.STATEMENTS)) {
      statements(bench, plain);
    }
    if (parts.contains(Part.TRANSACTIONS)) {
      transactions(bench, plain, Workload.PUT, "PutItem", 4);
      transactions(bench, plain, Workload.GET, "GetItem", 2);
      new BesideTransactions(bench, plain, transactionRate).measure();
    }
    if (parts.contains(Part.TTL)) {
      new Deletions(bench, plain, expired).measure();
    }
    plain.remove();
  }

  private void statements(FeatureBench bench, BenchTable table) {
    String statement = "ExecuteStatement";
    for (int connections : new int[] {options.connections, fewConnections}) {
      List<RunSpec> specs =
          List.of(
              bench.closed("GetItem", Workload.GET, table).over(connections),
              bench.closed(statement, Workload.STATEMENT, table).over(connections));
      Comparison comparison = bench.compare("Point read, " + loop(connections), specs);
      bench
          .report()
          .aim(
              "A statement's point read at most 1.2 times GetItem, " + loop(connections),
              FeatureReport.multiples(comparison, statement));
    }
  }

  /** Two items as one, against one item by itself. */
  private void transactions(
      FeatureBench bench, BenchTable table, Workload plain, String plainName, int aim) {
    boolean reads = plain == Workload.GET;
    String one = reads ? "TransactGetItems, 1 partition" : "TransactWriteItems, 1 partition";
    String two = reads ? "TransactGetItems, 2 partitions" : "TransactWriteItems, 2 partitions";
    Workload together = reads ? Workload.TRANSACT_GET_ONE : Workload.TRANSACT_WRITE_ONE;
    Workload apart = reads ? Workload.TRANSACT_GET : Workload.TRANSACT_WRITE;
    for (int connections : new int[] {options.connections, fewConnections}) {
      List<RunSpec> specs =
          List.of(
              bench.closed(plainName, plain, table).over(connections),
              bench.closed(one, together, table).over(connections),
              bench.closed(two, apart, table).over(connections));
      Comparison comparison =
          bench.compare(plainName + " and transactions of 2, " + loop(connections), specs);
      for (String label : List.of(one, two)) {
        bench
            .report()
            .aim(
                "%s of 2 items at most %d times %s, %s"
                    .formatted(label, aim, plainName, loop(connections)),
                FeatureReport.multiples(comparison, label));
      }
    }
  }

  private static String loop(int connections) {
    return connections + " connections";
  }
}
