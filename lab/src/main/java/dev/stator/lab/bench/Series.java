package dev.stator.lab.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** One endpoint under one workload: its rounds, and all their latencies together. */
record Series(
    Target target,
    Workload workload,
    List<Summary> rounds,
    Histogram reads,
    Histogram writes,
    Map<String, Long> errors) {

  static Series of(Target target, Workload workload) {
    return new Series(
        target,
        workload,
        new ArrayList<>(),
        LoopStats.histogram(),
        LoopStats.histogram(),
        new TreeMap<>());
  }

  void add(RunResult round) {
    rounds.add(round.summary());
    reads.add(round.reads());
    writes.add(round.writes());
    round.errors().forEach((name, count) -> errors.merge(name, count, Long::sum));
  }

  Summary median() {
    return Summary.median(rounds);
  }

  Histogram all() {
    Histogram all = LoopStats.histogram();
    all.add(reads);
    all.add(writes);
    return all;
  }
}
