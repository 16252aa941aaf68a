package dev.stator.lab.bench;

import dev.stator.lab.process.ClusterNode;
import dev.stator.lab.process.ProcessCluster;
import dev.stator.lab.wire.RawClient;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stator bench groups}: what groups cost that nobody uses, on three processes. */
@Command(
    name = "groups",
    mixinStandardHelpOptions = true,
    description = {
      "Starts three nodes on this machine and makes tables until each node holds as many groups as",
      "asked for. Prints, for each number: processor time when idle, threads, memory, the time of a",
      "restart of one node, and of all after a kill, and what one busy table does beside them."
    })
final class GroupsCommand implements Callable<Integer> {
  /** Partitions of a table: as many as the highest throughput gets that a table may have. */
  private static final int PARTITIONS = 40;

  private static final Duration WITHIN = Duration.ofMinutes(10);

  @Option(
      names = "--groups",
      split = ",",
      defaultValue = "100,1000,10000",
      description = "Groups on each node, in rising order (default ${DEFAULT-VALUE}).")
  private List<Integer> numbers = new ArrayList<>();

  @Option(
      names = "--idle",
      defaultValue = "60s",
      converter = BenchOptions.Span.class,
      description = "Time over which an idle node's processor time is taken (${DEFAULT-VALUE}).")
  private Duration idle = Duration.ZERO;

  @Option(names = "--no-load", description = "Leave the load out.")
  private boolean withoutLoad;

  @Option(names = "--work", paramLabel = "DIR", description = "Where the processes' data goes.")
  private @Nullable Path work;

  @Mixin private BenchOptions options = new BenchOptions();

  private final PrintStream out = System.out;
  private int tables;

  @Override
  public Integer call() throws IOException {
    Path folder = Files.createTempDirectory(work == null ? Path.of("/tmp") : work, "stator-bench-");
    try (ProcessCluster cluster = ProcessCluster.onLoopback(folder.resolve("stator"))) {
      cluster.start(WITHIN);
      measure(cluster, 1);
      for (int number : numbers) {
        long begun = System.nanoTime();
        makeTables(cluster, number);
        cluster.awaitWhole(WITHIN);
        out.printf("%,d groups made and whole after %.1f s%n", number, seconds(begun));
        measure(cluster, number);
      }
    }
    out.println("data is in " + folder);
    return 0;
  }

  private void makeTables(ProcessCluster cluster, int groups) throws IOException {
    // The system table's group is one of them.
    while (1 + tables * PARTITIONS < groups) {
      String name = "groups-" + tables;
      ClusterNode node = cluster.node(tables % ProcessCluster.NODES);
      try (RawClient client = new RawClient(node.endpoint(), Duration.ofSeconds(60))) {
        client
            .call(
                "CreateTable",
                """
                {"TableName":"%s","BillingMode":"PROVISIONED",
                 "ProvisionedThroughput":{"ReadCapacityUnits":10,"WriteCapacityUnits":%d},
                 "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],
                 "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}]}\
                """
                    .formatted(name, PARTITIONS * 1000))
            .orThrow();
        long deadline = System.nanoTime() + WITHIN.toNanos();
        String asked = "{\"TableName\":\"%s\"}".formatted(name);
        while (!client.call("DescribeTable", asked).body().contains("\"TableStatus\":\"ACTIVE\"")) {
          if (System.nanoTime() - deadline > 0) {
            throw new IllegalStateException("Table " + name + " did not become active");
          }
          LockSupport.parkNanos(20_000_000);
        }
      }
      tables++;
    }
  }

  private void measure(ProcessCluster cluster, int groups) {
    cluster.node(0).process().pause(Duration.ofSeconds(10));
    double[] before = processorSeconds(cluster);
    long begun = System.nanoTime();
    cluster.node(0).process().pause(idle);
    double took = seconds(begun);
    double[] after = processorSeconds(cluster);
    String idlePercent =
        text(cluster, node -> Numbers.format("%.1f", 100 * (after[node] - before[node]) / took));
    List<Double> heaps = new ArrayList<>();
    for (ClusterNode node : cluster.nodes()) {
      heaps.add(NodeMemory.heapAfterCollection(node.process().pid()) / 1048576.0);
    }
    String heap = text(cluster, node -> Numbers.format("%.1f", heaps.get(node)));
    String resident =
        text(
            cluster,
            node ->
                Numbers.format("%.0f", cluster.node(node).process().residentBytes() / 1048576.0));
    String threads =
        text(cluster, node -> "" + NodeMemory.threads(cluster.node(node).process().pid()));
    String load = withoutLoad ? "not taken" : load(cluster);
    long stopping = System.nanoTime();
    cluster.node(0).stop();
    double stopped = seconds(stopping);
    long starting = System.nanoTime();
    cluster.node(0).launch();
    cluster.node(0).awaitReady();
    double ready = seconds(starting);
    cluster.awaitWhole(WITHIN);
    double whole = seconds(starting);
    out.println(
        Numbers.format(
            "%,d groups on each node: idle %s %% of a core, %s threads, heap %s MiB, resident %s"
                + " MiB; stop %.1f s, ready again after %.1f s, all whole after %.1f s; %s; %s",
            groups,
            idlePercent,
            threads,
            heap,
            resident,
            stopped,
            ready,
            whole,
            killAll(cluster),
            load));
  }

  private static String killAll(ProcessCluster cluster) {
    cluster.nodes().forEach(ClusterNode::killNine);
    long begun = System.nanoTime();
    cluster.nodes().forEach(ClusterNode::launch);
    cluster.nodes().forEach(ClusterNode::awaitReady);
    double ready = seconds(begun);
    cluster.awaitWhole(WITHIN);
    return Numbers.format(
        "kill -9 of all: all ready after %.1f s, whole after %.1f s", ready, seconds(begun));
  }

  private String load(ProcessCluster cluster) {
    Target target = new Target("Stator, 3 nodes", cluster.endpoints(), true);
    BenchTable table = new BenchTable(target.endpoint(), options.table, out);
    table.prepare(options.items);
    RunResult run = LoadRun.run(options.spec(target, Workload.PUT, true), out);
    table.remove();
    return "PutItem" + run.summary().text();
  }

  private interface OfNode {
    String figure(int node);
  }

  private static String text(ProcessCluster cluster, OfNode of) {
    return Arrays.stream(range(cluster.nodes().size()))
        .mapToObj(of::figure)
        .collect(Collectors.joining("/"));
  }

  private static int[] range(int count) {
    int[] range = new int[count];
    Arrays.setAll(range, i -> i);
    return range;
  }

  private static double[] processorSeconds(ProcessCluster cluster) {
    double[] seconds = new double[cluster.nodes().size()];
    for (int i = 0; i < seconds.length; i++) {
      seconds[i] = NodeMemory.processorSeconds(cluster.node(i).process().pid());
    }
    return seconds;
  }

  private static double seconds(long sinceNanos) {
    return (System.nanoTime() - sinceNanos) / 1e9;
  }
}
