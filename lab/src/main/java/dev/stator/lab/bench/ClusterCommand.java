package dev.stator.lab.bench;

import dev.stator.lab.bench.EtcdRun.Figures;
import dev.stator.lab.process.ClusterNode;
import dev.stator.lab.process.EtcdCluster;
import dev.stator.lab.process.ProcessCluster;
import dev.stator.lab.wire.Endpoint;
import dev.stator.lab.wire.RawClient;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stator bench cluster}: three processes in three zones, beside three members of etcd. */
@Command(
    name = "cluster",
    mixinStandardHelpOptions = true,
    description = {
      "Starts three nodes on this machine, and three members of etcd beside them: PutItem synced by",
      "a quorum against etcd's put, and how long writes stand still when a node is killed or stopped."
    })
final class ClusterCommand implements Callable<Integer> {
  private static final Duration WHOLE_WITHIN = Duration.ofMinutes(2);

  @Option(names = "--no-etcd", description = "Leave etcd out.")
  private boolean withoutEtcd;

  @Option(
      names = "--value-bytes",
      defaultValue = "900",
      description = "Bytes of etcd's values (default ${DEFAULT-VALUE}).")
  private int valueBytes;

  @Option(
      names = "--fail-overs",
      defaultValue = "10",
      description = "How often a node is killed and started again (default ${DEFAULT-VALUE}).")
  private int failOvers;

  @Option(
      names = "--hand-overs",
      defaultValue = "6",
      description = "How often a node is stopped and started again (default ${DEFAULT-VALUE}).")
  private int handOvers;

  @Option(names = "--no-load", description = "Leave the load out.")
  private boolean withoutLoad;

  @Option(names = "--work", paramLabel = "DIR", description = "Where the processes' data goes.")
  private @Nullable Path work;

  @Mixin private BenchOptions options = new BenchOptions();

  private final PrintStream out = System.out;

  @Override
  public Integer call() throws IOException {
    if (!withoutLoad && !withoutEtcd && !EtcdCluster.installed()) {
      System.err.println("There is no etcd here: install it (etcd-server), or give --no-etcd.");
      return 1;
    }
    Path folder = Files.createTempDirectory(work == null ? Path.of("/tmp") : work, "stator-bench-");
    try (ProcessCluster cluster = ProcessCluster.onLoopback(folder.resolve("stator"))) {
      cluster.start(WHOLE_WITHIN);
      if (!withoutLoad) {
        load(cluster, folder);
      }
      outages(cluster);
    }
    out.println("data is in " + folder);
    return 0;
  }

  private void load(ProcessCluster cluster, Path folder) {
    Target target = new Target("Stator, 3 nodes", cluster.endpoints(), true);
    BenchTable table = new BenchTable(target.endpoint(), options.table, out);
    table.prepare(options.items);
    cluster.awaitWhole(WHOLE_WITHIN);
    RunSpec spec = options.spec(target, Workload.PUT, true);
    List<Figures> ours = new ArrayList<>();
    List<Figures> theirs = new ArrayList<>();
    if (withoutEtcd) {
      for (int round = 0; round < options.rounds; round++) {
        ours.add(Figures.of(LoadRun.run(spec, out)));
      }
    } else {
      EtcdRun.prepare();
      try (EtcdCluster etcd = EtcdCluster.start(folder.resolve("etcd"))) {
        for (int round = 0; round < options.rounds; round++) {
          ours.add(Figures.of(LoadRun.run(spec, out)));
          theirs.add(EtcdRun.run(etcd, options, valueBytes));
          out.printf("etcd                   %s%n", theirs.getLast().text());
        }
      }
    }
    out.printf(
        "%nWrites synced by a quorum, %d in flight, medians of %d rounds%n",
        options.connections, options.rounds);
    Figures stator = Figures.median(ours);
    out.printf("  PutItem, Stator        %s%n", stator.text());
    if (!theirs.isEmpty()) {
      Figures etcd = Figures.median(theirs);
      out.printf("  put, etcd              %s%n", etcd.text());
      out.println(
          Numbers.format(
              "  Stator has %.2f times the throughput, and %.2f times the p99",
              stator.perSecond() / etcd.perSecond(), stator.p99() / etcd.p99()));
    }
    table.remove();
  }

  private void outages(ProcessCluster cluster) throws IOException {
    if (failOvers + handOvers == 0) {
      return;
    }
    makeTable(cluster.node(0).endpoint());
    cluster.awaitWhole(WHOLE_WITHIN);
    List<Double> killed = new ArrayList<>();
    for (int i = 0; i < failOvers; i++) {
      killed.add(outage(cluster, "kill -9", ClusterNode::killNine));
    }
    List<Double> stopped = new ArrayList<>();
    for (int i = 0; i < handOvers; i++) {
      stopped.add(outage(cluster, "SIGTERM", ClusterNode::stop));
    }
    report("kill -9 of a node until writes to all its partitions succeed", killed);
    report("SIGTERM of a node: longest write, retries included", stopped);
  }

  private void report(String what, List<Double> millis) {
    if (!millis.isEmpty()) {
      double[] sorted = millis.stream().mapToDouble(Double::doubleValue).sorted().toArray();
      out.println(
          Numbers.format(
              "%s: p50 %.0f ms, worst %.0f ms of %d",
              what, Numbers.median(sorted), sorted[sorted.length - 1], sorted.length));
    }
  }

  /** The node that leads most goes; the milliseconds that matter for this kind of end. */
  private double outage(
      ProcessCluster cluster, String what, java.util.function.Consumer<ClusterNode> end) {
    ClusterNode victim = cluster.node(0);
    int most = -1;
    for (ClusterNode node : cluster.nodes()) {
      ClusterNode.Status status = node.status();
      if (status != null && status.led() > most) {
        most = status.led();
        victim = node;
      }
    }
    Endpoint gone = victim.endpoint();
    List<Endpoint> surviving =
        cluster.endpoints().stream().filter(endpoint -> !endpoint.equals(gone)).toList();
    double millis;
    try (Outage outage = new Outage("stator-outage", surviving)) {
      victim.process().pause(Duration.ofSeconds(1));
      outage.fault();
      end.accept(victim);
      Duration over = outage.awaitOver();
      boolean orderly = what.equals("SIGTERM");
      millis = (orderly ? outage.longestWrite() : over).toNanos() / 1e6;
      out.println(
          Numbers.format(
              "%s of %s, which led %d: all keys written after %.0f ms, longest write %.0f ms,"
                  + " %d failed tries",
              what,
              victim.config().name(),
              most,
              over.toNanos() / 1e6,
              outage.longestWrite().toNanos() / 1e6,
              outage.failures()));
    }
    cluster.start(WHOLE_WITHIN);
    return millis;
  }

  /** With several partitions, so that each node leads some. */
  private static void makeTable(Endpoint endpoint) throws IOException {
    try (RawClient client = new RawClient(endpoint, Duration.ofSeconds(60))) {
      client
          .call(
              "CreateTable",
              """
              {"TableName":"stator-outage","BillingMode":"PROVISIONED",
               "ProvisionedThroughput":{"ReadCapacityUnits":6000,"WriteCapacityUnits":6000},
               "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],
               "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}]}\
              """)
          .orThrow();
      long deadline = System.nanoTime() + WHOLE_WITHIN.toNanos();
      while (!client
          .call("DescribeTable", "{\"TableName\":\"stator-outage\"}")
          .body()
          .contains("\"TableStatus\":\"ACTIVE\"")) {
        if (System.nanoTime() - deadline > 0) {
          throw new IllegalStateException("The table did not become active");
        }
        java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
      }
    }
  }
}
