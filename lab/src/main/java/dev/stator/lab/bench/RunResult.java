package dev.stator.lab.bench;

import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What one run measured. Latencies are in nanoseconds.
 *
 * @param seconds the measured time, without the warm-up
 * @param errors answers that were no success, by name
 * @param warmUpAnswers successes of the warm-up, which count for nothing else
 * @param processorSeconds what the servers' processes took in the measured time; NaN if unknown
 */
record RunResult(
    RunSpec spec,
    double seconds,
    Histogram reads,
    Histogram writes,
    Map<String, Long> errors,
    long warmUpAnswers,
    double processorSeconds) {

  /** Reads and writes together. */
  Histogram all() {
    Histogram all = LoopStats.histogram();
    all.add(reads);
    all.add(writes);
    return all;
  }

  Summary summary() {
    Histogram all = all();
    return new Summary(
        all.getTotalCount() / seconds,
        all.getValueAtPercentile(50) / 1e6,
        all.getValueAtPercentile(99) / 1e6,
        all.getValueAtPercentile(99.9) / 1e6,
        all.getMaxValue() / 1e6,
        errors.values().stream().mapToLong(Long::longValue).sum(),
        processorSeconds * 1e6 / all.getTotalCount());
  }
}
