package dev.stator.lab.bench;

import dev.stator.lab.wire.RawClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** What writers of one table notice of another's expired items being deleted. */
final class Deletions {
  private static final Duration WITHIN = Duration.ofMinutes(10);
  private static final String ALONE = "puts alone";
  private static final String BESIDE = "puts beside deletions";

  private final FeatureBench bench;
  private final BenchTable foreground;
  private final int expired;
  private final List<Double> ratesBeside = new ArrayList<>();
  private final List<Double> ratesAlone = new ArrayList<>();

  /**
   * @param foreground the table that is written
   * @param expired items that are deleted in each round
   */
  Deletions(FeatureBench bench, BenchTable foreground, int expired) {
    this.bench = bench;
    this.foreground = foreground;
    this.expired = expired;
  }

  void measure() {
    RunSpec spec = bench.open(ALONE, Workload.PUT, foreground);
    Series alone = Series.of(spec.target(), Workload.PUT);
    Series beside = Series.of(bench.server().named(BESIDE), Workload.PUT);
    try (RawClient client = RawClient.to(bench.server().endpoint())) {
      FeatureBench.talk(() -> {
        for (int round = 1; round <= bench.options().rounds; round++) {
          round(client, round, spec, alone, beside);
        }
      });
    }
    Comparison puts = new Comparison("PutItem, open loop", List.of(alone, beside));
    bench.report().add(puts);
    bench.out().print(puts.text());
    bench.fact(
        "Deletion of expired items",
        Numbers.format(
            "%,.0f/s beside %,.0f puts/s, %,.0f/s alone (%,d items in each of %d rounds)",
            median(ratesBeside),
            bench.foregroundRate(),
            median(ratesAlone),
            expired,
            bench.options().rounds));
    bench
        .report()
        .aim(
            "Puts beside deletions of expired items: nothing noticeable",
            FeatureReport.multiples(puts, BESIDE));
  }

  private void round(RawClient client, int round, RunSpec spec, Series alone, Series beside)
      throws IOException {
    bench.out().printf("%n== expired items, round %d%n", round);
    long hourAgo = System.currentTimeMillis() / 1000 - 3600;
    BenchTable dying =
        bench.table("ttl", TableShape.PLAIN, "\"expires\":{\"N\":\"" + hourAgo + "\"}");
    dying.prepare(expired);
    bench.quiet();
    alone.add(LoadRun.run(round == 1 ? spec : spec.warm(), bench.out()));
    client
        .call(
            "UpdateTimeToLive",
            """
            {"TableName":"%s","TimeToLiveSpecification":{"Enabled":true,"AttributeName":"expires"}}\
            """
                .formatted(dying.name()))
        .orThrow();
    await(client, dying, expired - 1);
    long count = count(client, dying);
    long begun = System.nanoTime();
    RunResult result = LoadRun.run(spec.on(beside.target(), foreground.name()).warm(), bench.out());
    long left = count(client, dying);
    long now = System.nanoTime();
    if (left == 0) {
      bench.out().println("All were deleted before the puts ended: more of them are needed");
    }
    beside.add(result);
    ratesBeside.add((count - left) / ((now - begun) / 1e9));
    await(client, dying, 0);
    if (left > 0) {
      ratesAlone.add(left / ((System.nanoTime() - now) / 1e9));
    }
    dying.remove();
  }

  private static double median(List<Double> values) {
    return Numbers.median(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static long count(RawClient client, BenchTable table) throws IOException {
    String asked = "{\"TableName\":\"%s\"}".formatted(table.name());
    return Texts.number(client.call("DescribeTable", asked).orThrow().body(), "ItemCount");
  }

  private static void await(RawClient client, BenchTable table, long atMost) throws IOException {
    long deadline = System.nanoTime() + WITHIN.toNanos();
    while (count(client, table) > atMost) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException("Expired items are not deleted in " + WITHIN);
      }
      LockSupport.parkNanos(20_000_000);
    }
  }
}
