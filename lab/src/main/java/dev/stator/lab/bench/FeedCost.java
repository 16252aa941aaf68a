package dev.stator.lab.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What streams and global indexes cost those who write, and the server in all. */
final class FeedCost {
  private static final String PLAIN = "plain";

  private final FeatureBench bench;
  private final List<Case> cases = new ArrayList<>();

  /** One kind of table and what it cost, round by round. */
  private record Case(
      String label,
      BenchTable table,
      Series series,
      List<Double> microsInAll,
      List<Double> drainedSeconds) {}

  FeedCost(FeatureBench bench) {
    this.bench = bench;
  }

  void measure() {
    add(PLAIN, "plain", TableShape.PLAIN);
    add("a stream", "stream", new TableShape(0, true));
    add("1 global index", "one", new TableShape(1, false));
    add("5 global indexes and a stream", "five", new TableShape(5, true));
    try {
      for (int round = 1; round <= bench.options().rounds; round++) {
        for (Case each : cases) {
          bench.out().printf("%n== PutItem, round %d, %s%n", round, each.label());
          run(each, round == 1);
        }
      }
      report();
    } finally {
      cases.forEach(each -> each.table().remove());
    }
  }

  private void add(String label, String suffix, TableShape shape) {
    BenchTable table = bench.table(suffix, shape, "");
    table.prepare(bench.options().items);
    cases.add(
        new Case(
            label,
            table,
            Series.of(bench.server().named(label), Workload.PUT),
            new ArrayList<>(),
            new ArrayList<>()));
  }

  /**
   * What is fed when the last put is answered belongs to the puts: it is waited for and counted.
   */
  private void run(Case each, boolean first) {
    bench.quiet();
    RunSpec spec = bench.closed(each.label(), Workload.PUT, each.table());
    double before = bench.server().processorSeconds();
    RunResult result = LoadRun.run(first ? spec : spec.warm(), bench.out());
    Duration drained = bench.quiet();
    double taken = bench.server().processorSeconds() - before;
    each.series().add(result);
    each.microsInAll().add(taken * 1e6 / (result.warmUpAnswers() + result.all().getTotalCount()));
    each.drainedSeconds().add(drained.toNanos() / 1e9);
  }

  private void report() {
    Comparison comparison =
        new Comparison(
            "PutItem, closed loop, %d connections".formatted(bench.options().connections),
            cases.stream().map(Case::series).toList());
    bench.report().add(comparison);
    bench.out().print(comparison.text());
    double plain = median(cases.getFirst().microsInAll());
    for (Case each : cases) {
      double micros = median(each.microsInAll());
      bench.fact(
          "PutItem, " + each.label() + ", server with all that is fed",
          Numbers.format(
              "%.1f us each, %.2f times plain; fed %.1f s after the last put",
              micros, micros / plain, median(each.drainedSeconds())));
      if (!each.label().equals(PLAIN)) {
        bench
            .report()
            .aim(
                "PutItem with " + each.label() + ", against plain",
                FeatureReport.multiples(comparison, each.label())
                    + Numbers.format(", %.2f with all that is fed", micros / plain));
      }
    }
  }

  private static double median(List<Double> values) {
    return Numbers.median(values.stream().mapToDouble(Double::doubleValue).toArray());
  }
}
