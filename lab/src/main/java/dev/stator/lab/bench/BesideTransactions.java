package dev.stator.lab.bench;

import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Whether plain reads and writes of other items of a table notice transactions. Beside both stands
 * the same number of writes without a transaction: what any load takes from a machine is no matter
 * of transactions.
 */
final class BesideTransactions {
  private static final List<String> CASES =
      List.of("beside 2 PutItem each", "beside transactions of 2 puts", "beside nothing");

  private final FeatureBench bench;
  private final BenchTable table;
  private final double transactionRate;

  BesideTransactions(FeatureBench bench, BenchTable table, double transactionRate) {
    this.bench = bench;
    this.table = table;
    this.transactionRate = transactionRate;
  }

  void measure() {
    List<Series> all =
        CASES.stream().map(label -> Series.of(bench.server().named(label), Workload.A)).toList();
    for (int round = 1; round <= bench.options().rounds; round++) {
      for (int which = 0; which < CASES.size(); which++) {
        bench.out().printf("%n== reads and updates %s, round %d%n", CASES.get(which), round);
        bench.quiet();
        all.get(which).add(run(which, round == 1));
      }
    }
    Comparison comparison = new Comparison("YCSB A on other items, open loop", all);
    bench.report().add(comparison);
    bench.out().print(comparison.text());
    for (Series each : all) {
      bench.fact("Reads " + each.target().label(), FeatureReport.percentiles(each.reads()));
      bench.fact("Updates " + each.target().label(), FeatureReport.percentiles(each.writes()));
    }
    bench
        .report()
        .aim(
            Numbers.format(
                "Plain requests beside %,.0f transactions/s, against those beside as many plain"
                    + " puts: no measurable change",
                transactionRate),
            "reads "
                + multiples(all.get(1).reads(), all.get(0).reads())
                + "; updates "
                + multiples(all.get(1).writes(), all.get(0).writes()));
  }

  private static String multiples(Histogram one, Histogram other) {
    return Numbers.format(
        "p50 %.2f, p99 %.2f times",
        (double) one.getValueAtPercentile(50) / other.getValueAtPercentile(50),
        (double) one.getValueAtPercentile(99) / other.getValueAtPercentile(99));
  }

  /** The plain requests have the lower half of the items. */
  private RunResult run(int which, boolean first) {
    int half = bench.options().items / 2;
    RunSpec plain = bench.open(CASES.get(which), Workload.A, table).of(0, half);
    RunSpec foreground = first ? plain : plain.warm();
    Workload other = which == 0 ? Workload.PUT : Workload.TRANSACT_WRITE;
    double rate = which == 0 ? 2 * transactionRate : transactionRate;
    if (which == CASES.size() - 1) {
      return LoadRun.run(foreground, bench.out());
    }
    RunSpec background =
        bench
            .open("background", other, table)
            .of(half, half)
            .over(16)
            .atRate(rate, plain.duration());
    try (BackgroundLoad load = BackgroundLoad.start(background)) {
      RunResult result = LoadRun.run(foreground, bench.out());
      Summary beside = load.end().summary();
      bench.out().println("background: " + beside.text());
      return result;
    }
  }
}
