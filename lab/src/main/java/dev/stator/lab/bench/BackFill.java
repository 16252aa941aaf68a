package dev.stator.lab.bench;

import dev.stator.lab.wire.RawClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** How fast a new index of a loaded table is filled, alone and beside writers of the table. */
final class BackFill {
  private static final Duration WITHIN = Duration.ofMinutes(10);
  private static final String ALONE = "puts alone";
  private static final String BESIDE = "puts beside a back-fill";

  private final FeatureBench bench;
  private final BenchTable table;
  private final List<Double> alone = new ArrayList<>();
  private final List<Double> beside = new ArrayList<>();

  BackFill(FeatureBench bench) {
    this.bench = bench;
    this.table = bench.table("fill", TableShape.PLAIN, "");
  }

  void measure() {
    int items = bench.options().items;
    table.prepare(items);
    RunSpec spec = bench.open(ALONE, Workload.PUT, table);
    Series without = Series.of(spec.target(), Workload.PUT);
    Series with = Series.of(bench.server().named(BESIDE), Workload.PUT);
    try (RawClient client = new RawClient(bench.server().endpoint(), Duration.ofSeconds(60))) {
      FeatureBench.talk(() -> {
        for (int round = 1; round <= bench.options().rounds; round++) {
          bench.out().printf("%n== back-fill, round %d%n", round);
          bench.quiet();
          alone.add(items / seconds(client));
          removeIndex(client);
          without.add(LoadRun.run(round == 1 ? spec : spec.warm(), bench.out()));
          try (BackgroundLoad load = BackgroundLoad.start(spec.on(with.target(), table.name()))) {
            LockSupport.parkNanos(Duration.ofMillis(1_200).toNanos());
            beside.add(items / seconds(client));
            with.add(load.end());
          }
          removeIndex(client);
        }
      });
    } finally {
      table.remove();
    }
    report(new Comparison("PutItem, open loop", List.of(without, with)));
  }

  private void report(Comparison puts) {
    bench.report().add(puts);
    bench.out().print(puts.text());
    String load = Numbers.format("beside %,.0f puts/s", bench.foregroundRate());
    bench.fact(
        "Back-fill of an index, all attributes",
        Numbers.format(
            "%,.0f items/s alone, %,.0f items/s %s", median(alone), median(beside), load));
    bench.report().aim("Puts beside a back-fill", FeatureReport.multiples(puts, BESIDE));
  }

  private static double median(List<Double> values) {
    return Numbers.median(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** Makes the index and waits until it can be read. */
  private double seconds(RawClient client) throws IOException {
    String create =
        """
        {"TableName":"%s","AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},%s],
         "GlobalSecondaryIndexUpdates":[{"Create":%s}]}\
        """
            .formatted(table.name(), TableShape.definition(0), TableShape.index(0));
    long begun = System.nanoTime();
    client.call("UpdateTable", create).orThrow();
    await(client, "\"IndexStatus\":\"ACTIVE\"", true);
    double seconds = (System.nanoTime() - begun) / 1e9;
    bench.out().println(Numbers.format("an index was made in %.1f s", seconds));
    return seconds;
  }

  private void removeIndex(RawClient client) throws IOException {
    String delete =
        """
        {"TableName":"%s","GlobalSecondaryIndexUpdates":[{"Delete":{"IndexName":"by-%s"}}]}\
        """
            .formatted(table.name(), TableShape.attribute(0));
    client.call("UpdateTable", delete).orThrow();
    await(client, "\"IndexName\"", false);
  }

  private void await(RawClient client, String text, boolean there) throws IOException {
    long deadline = System.nanoTime() + WITHIN.toNanos();
    String asked = "{\"TableName\":\"%s\"}".formatted(table.name());
    while (true) {
      String body = client.call("DescribeTable", asked).orThrow().body();
      if (ready(body, text, there)) {
        return;
      }
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException("Not in " + WITHIN + ": " + text + " in " + body);
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  private static boolean ready(String body, String text, boolean there) {
    String tight = body.replace(" ", "");
    return tight.contains("\"TableStatus\":\"ACTIVE\"") && tight.contains(text) == there;
  }
}
