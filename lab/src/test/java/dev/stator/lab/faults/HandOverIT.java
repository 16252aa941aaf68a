package dev.stator.lab.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.lab.Machinery;
import dev.stator.lab.process.ClusterNode;
import dev.stator.lab.process.ProcessCluster;
import dev.stator.lab.wire.Endpoint;
import dev.stator.lab.wire.RawClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node is told to stop while clients write through all nodes with the Java SDK, from behind a
 * balancer: none of their calls fails. {@code -Dstator.handover.rounds} says how often; what is
 * printed is how long the longest write took, beside the longest in as long a time before.
 */
class HandOverIT {
  private static final int ROUNDS = Integer.getInteger("stator.handover.rounds", 3);

  /** Seconds of load before each stop. */
  private static final int WARM_S = Integer.getInteger("stator.handover.warm", 4);

  /** Of each writer between two writes: without a longer one they take all that the machine has. */
  private static final Duration PAUSE =
      Duration.ofMillis(Integer.getInteger("stator.handover.pause", 2));

  private static final Duration WHOLE_WITHIN = Duration.ofSeconds(90);
  private static final int WRITERS = 16;

  @TempDir private Path work;

  @Test
  void aPlannedStopFailsNoCall() throws Exception {
    Machinery.require("curl", "curl", "--version");
    List<Double> added = new ArrayList<>();
    List<Double> longest = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    try (ProcessCluster cluster = ProcessCluster.onLoopback(work);
        Balancer balancer = new Balancer(cluster.endpoints())) {
      cluster.start(WHOLE_WITHIN);
      makeTable(cluster.node(0).endpoint());
      cluster.awaitWhole(WHOLE_WITHIN);
      for (int round = 0; round < ROUNDS; round++) {
        try (SdkLoad load = new SdkLoad(balancer.endpoint(), "orderly", WRITERS, PAUSE)) {
          // Long enough for connections to be there and code to be warm.
          LockSupport.parkNanos(Duration.ofSeconds(round == 0 ? 15 : WARM_S).toNanos());
          ClusterNode victim = leader(cluster);
          int led = led(victim);
          long begun = System.nanoTime();
          Duration took = victim.stop();
          long gone = System.nanoTime();
          LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
          long over = System.nanoTime();
          double before = longest(load.between(begun - (over - begun), begun));
          List<SdkLoad.Call> during = load.between(begun, over);
          double now = longest(during);
          load.end();
          during.stream()
              .map(SdkLoad.Call::failure)
              .filter(f -> !f.isEmpty())
              .forEach(failures::add);
          longest.add(now);
          added.add(Math.max(0, now - before));
          System.out.println(
              String.format(
                  Locale.ROOT,
                  "SIGTERM of %s, which led %d: ended in %d ms, longest of %d writes %.0f ms,"
                      + " p99 %.0f ms, before %.0f ms, %d sent again, %d failed; %s; slowest: %s",
                  victim.config().name(),
                  led,
                  took.toMillis(),
                  during.size(),
                  now,
                  percentile(during, 0.99),
                  before,
                  during.stream().filter(call -> call.tries() > 1).count(),
                  failures.size(),
                  line(victim),
                  slowest(during, begun)));
          assertThat(gone - begun).isLessThan(Duration.ofSeconds(20).toNanos());
        }
        cluster.start(WHOLE_WITHIN);
      }
    }
    System.out.println(
        String.format(
            Locale.ROOT,
            "SIGTERM under load, %d rounds: longest write p50 %.0f ms, worst %.0f ms;"
                + " added to the longest before p50 %.0f ms, worst %.0f ms",
            ROUNDS,
            middle(longest),
            longest.stream().mapToDouble(x -> x).max().orElse(0),
            middle(added),
            added.stream().mapToDouble(x -> x).max().orElse(0)));
    assertThat(failures).isEmpty();
  }

  private static String line(ClusterNode victim) {
    return victim
        .process()
        .output()
        .lines()
        .filter(line -> line.contains("Handed over"))
        .reduce((first, second) -> second)
        .orElse("");
  }

  /** When the slowest began, since the signal, how long they took, and how often they were sent. */
  private static String slowest(List<SdkLoad.Call> calls, long sinceNanos) {
    return calls.stream()
        .sorted(Comparator.comparingDouble(SdkLoad.Call::millis).reversed())
        .limit(8)
        .map(call ->
            String.format(
                Locale.ROOT,
                "%.0f+%.0f ms (%d)",
                (call.begunNanos() - sinceNanos) / 1e6,
                call.millis(),
                call.tries()))
        .collect(Collectors.joining(", "));
  }

  private static ClusterNode leader(ProcessCluster cluster) {
    return cluster.nodes().stream().max(Comparator.comparingInt(HandOverIT::led)).orElseThrow();
  }

  private static int led(ClusterNode node) {
    ClusterNode.Status status = node.status();
    return status == null ? -1 : status.led();
  }

  private static double longest(List<SdkLoad.Call> calls) {
    return calls.stream().mapToDouble(SdkLoad.Call::millis).max().orElse(0);
  }

  private static double percentile(List<SdkLoad.Call> calls, double part) {
    List<Double> sorted = calls.stream().map(SdkLoad.Call::millis).sorted().toList();
    return sorted.isEmpty() ? 0 : sorted.get((int) (part * (sorted.size() - 1)));
  }

  private static double middle(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  /** With several partitions, so that each node leads some. */
  private static void makeTable(Endpoint endpoint) throws IOException {
    try (RawClient client = new RawClient(endpoint, Duration.ofSeconds(60))) {
      client
          .call(
              "CreateTable",
              """
              {"TableName":"orderly","BillingMode":"PROVISIONED",
               "ProvisionedThroughput":{"ReadCapacityUnits":6000,"WriteCapacityUnits":12000},
               "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],
               "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}]}\
              """)
          .orThrow();
      long deadline = System.nanoTime() + WHOLE_WITHIN.toNanos();
      while (!client
          .call("DescribeTable", "{\"TableName\":\"orderly\"}")
          .body()
          .contains("\"TableStatus\":\"ACTIVE\"")) {
        assertThat(System.nanoTime() - deadline).as("the table becomes active").isNegative();
        LockSupport.parkNanos(20_000_000);
      }
    }
  }
}
