package dev.stator.lab.bench;

import java.io.PrintStream;
import java.util.List;

/**
 * The same workload on several endpoints in turn: one round on each, then the next round, so that a
 * machine that grows slower or faster meanwhile is unfair to all alike. The first round warms an
 * endpoint up; before each other one a second is enough.
 *
 * @param title what is compared
 * @param series one for each endpoint; the first is what the others are compared with
 */
record Comparison(String title, List<Series> series) {

  static Comparison run(String title, List<RunSpec> specs, int rounds, PrintStream progress) {
    List<Series> series =
        specs.stream().map(spec -> Series.of(spec.target(), spec.workload())).toList();
    for (int round = 1; round <= rounds; round++) {
      progress.printf("%n== %s, round %d of %d%n", title, round, rounds);
      for (int i = 0; i < specs.size(); i++) {
        RunSpec spec = round == 1 ? specs.get(i) : specs.get(i).warm();
        series.get(i).add(LoadRun.run(spec, progress));
      }
    }
    Comparison comparison = new Comparison(title, series);
    progress.print(comparison.text());
    return comparison;
  }

  /** How many times the throughput of the other the first endpoint has. */
  double ratioTo(Series other) {
    return series.getFirst().median().perSecond() / other.median().perSecond();
  }

  String text() {
    StringBuilder text = new StringBuilder("\n" + title + ", medians\n");
    for (int i = 0; i < series.size(); i++) {
      Series each = series.get(i);
      text.append(Numbers.format("  %-22s %s", each.target().label(), each.median().text()));
      if (i > 0) {
        String first = series.getFirst().target().label();
        text.append(Numbers.format("  (%s has %.2f times this)", first, ratioTo(each)));
      }
      text.append(LoadRun.errorText(each.errors())).append('\n');
    }
    return text.toString();
  }
}
