package dev.stator.lab.sim;

import dev.stator.base.sim.Simulation;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * One seed of a simulated world, from its beginning to its last check.
 *
 * @param <R> what is told of a run that passed
 */
public abstract sealed class SeedRun<R extends SeedRun.Report>
    permits SimRun, ClusterRun, TransactionRun {
  private final String command;
  private final Simulation simulation;

  /** What every run tells. */
  public interface Report {
    /** How long the run was. */
    long virtualMillis();
  }

  /**
   * @param command replays the run, but for its length
   */
  SeedRun(String command, Simulation simulation) {
    this.command = command;
    this.simulation = simulation;
  }

  /** All of it; throws when a promise was broken. */
  abstract R run(long safetySeconds);

  /** Where the branches are gathered that the run takes. */
  abstract Set<Enum<?>> taken();

  /** The rare branches that this run took. */
  public Set<Enum<?>> branches() {
    return Collections.unmodifiableSet(taken());
  }

  /** Keeps this many last lines of the trace. */
  public void recordTrace(int lines) {
    simulation.recordTrace(lines);
  }

  public List<String> traceLines() {
    return simulation.traceLines();
  }

  /**
   * Runs all of it.
   *
   * @param safetySeconds of virtual time with faults
   * @throws AssertionError when a promise was broken; its message says how to replay the run
   */
  public R go(long safetySeconds) {
    try {
      return run(safetySeconds);
    } catch (RuntimeException | Error broken) {
      throw new AssertionError(
          "replay with: " + command + " --seconds " + safetySeconds + "\n" + broken, broken);
    }
  }
}
