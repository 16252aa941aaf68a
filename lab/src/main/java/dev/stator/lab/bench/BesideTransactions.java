package dev.stator.lab.bench;

import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Whether plain reads and writes of other items of a table notice transactions. Beside both stands
 * the same number of writes without a transaction, and so many that they take as much processor
 * time: what any load takes from a machine is no matter of transactions.
 */
final class BesideTransactions {
  /** A transaction of two puts takes as much of a server as so many puts: what is measured here. */
  private static final double COST = 3.8;

  private record Case(String label, Workload beside, double perTransaction) {}

  private static final List<Case> CASES =
      List.of(
          new Case("beside 2 PutItem each", Workload.PUT, 2),
          new Case("beside transactions of 2 puts", Workload.TRANSACT_WRITE, 1),
          new Case("beside PutItem of the same cost", Workload.PUT, COST),
          new Case("beside nothing", Workload.PUT, 0));

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
        CASES.stream()
            .map(each -> Series.of(bench.server().named(each.label()), Workload.A))
            .toList();
    for (int round = 1; round <= bench.options().rounds; round++) {
      for (int which = 0; which < CASES.size(); which++) {
        bench
            .out()
            .printf("%n== reads and updates %s, round %d%n", CASES.get(which).label(), round);
        bench.quiet();
        all.get(which).add(run(CASES.get(which), round == 1));
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
                + multiples(all.get(1).writes(), all.get(0).writes())
                + "; against those beside puts of the same cost, reads "
                + multiples(all.get(1).reads(), all.get(2).reads())
                + "; updates "
                + multiples(all.get(1).writes(), all.get(2).writes()));
  }

  private static String multiples(Histogram one, Histogram other) {
    return Numbers.format(
        "p50 %.2f, p99 %.2f times",
        (double) one.getValueAtPercentile(50) / other.getValueAtPercentile(50),
        (double) one.getValueAtPercentile(99) / other.getValueAtPercentile(99));
  }

  /** The plain requests have the lower half of the items. */
  private RunResult run(Case one, boolean first) {
    int half = bench.options().items / 2;
    RunSpec plain = bench.open(one.label(), Workload.A, table).of(0, half);
    RunSpec foreground = first ? plain : plain.warm();
    double rate = one.perTransaction() * transactionRate;
    if (rate == 0) {
      return LoadRun.run(foreground, bench.out());
    }
    RunSpec background =
        bench
            .open("background", one.beside(), table)
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
