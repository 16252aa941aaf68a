package dev.stator.lab.sim;

import dev.stator.cluster.table.TableDescriptor;
import dev.stator.consensus.core.Probe;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One seed of a whole cluster, routers and metadata included: machines form a cluster, then a
 * safety phase with faults, then a liveness phase in which all is healed, every group must become
 * whole and everything must work again, then the oracles.
 */
public final class ClusterRun {
  private static final long PROGRESS = 300;

  private final long seed;
  private final ClusterWorld world;

  public ClusterRun(long seed) {
    this.seed = seed;
    this.world = new ClusterWorld(seed);
  }

  /**
   * What happened.
   *
   * @param underFaults operations that were answered in the safety phase
   * @param answered operations on items whose outcome the client knows
   * @param unknown those whose outcome it does not know
   * @param eventual eventually consistent reads that were answered
   * @param indexed items that were written into the table with indexes
   * @param indexes global ones of that table in the end
   * @param wipes how often a machine lost its disk
   * @param virtualMillis how long the run was
   * @param digest of every event of the run
   */
  public record Report(
      int machines,
      long underFaults,
      long answered,
      long unknown,
      long eventual,
      long items,
      long indexed,
      int indexes,
      long tableSteps,
      long strikes,
      long wipes,
      long virtualMillis,
      long digest) {}

  /** Keeps this many last lines of the trace. */
  public ClusterRun recordTrace(int lines) {
    world.simulation.recordTrace(lines);
    return this;
  }

  /** The rare branches of the replication groups that this run took. */
  public Set<Probe> branches() {
    return Collections.unmodifiableSet(world.branches);
  }

  public List<String> traceLines() {
    return world.simulation.traceLines();
  }

  /**
   * Runs all of it.
   *
   * @param safetySeconds of virtual time with faults
   * @throws AssertionError when a promise was broken; its message says how to replay the run
   */
  public Report go(long safetySeconds) {
    try {
      return run(safetySeconds);
    } catch (RuntimeException | Error broken) {
      throw new AssertionError(
          "replay with: ./stator sim --cluster --seed "
              + seed
              + " --seconds "
              + safetySeconds
              + "\n"
              + broken,
          broken);
    }
  }

  private Report run(long safetySeconds) {
    world.machines.forEach(ClusterMachine::start);
    ClusterFaults faults = new ClusterFaults(world);
    watchLeaders();
    ClusterTables tables = new ClusterTables(world);
    // A cluster may be struck while it forms, or only when it has something to lose.
    if (world.random.chance(0.8)) {
      demand(60, "a table in a new cluster", tables::hotMade);
    }
    ClusterItems items = new ClusterItems(world);
    ClusterIndexes indexes = new ClusterIndexes(world);
    faults.begin();
    world.simulation.runFor(safetySeconds * World.SECONDS);
    faults.healAll();
    long before = items.answered();
    demand(120, "a table after all was healed", tables::hotMade);
    demand(120, "progress after all was healed", () -> items.answered() >= before + PROGRESS);
    items.stop();
    tables.stop();
    indexes.stop();
    demand(
        90, "an answer to every request", () -> items.quiet() && tables.quiet() && indexes.quiet());
    if (!world.simulation.runUntil(now(() -> world.unsettled() == null), 400 * World.SECONDS)) {
      throw new Violation("within 400 s: " + world.unsettled());
    }
    items.checkAll();
    checkIndexes(indexes);
    if (!world.simulation.runUntil(now(() -> tables.wrong() == null), 10 * World.SECONDS)) {
      throw new Violation("within 10 s: " + tables.wrong());
    }
    return new Report(
        world.machines.size(),
        before,
        items.answered(),
        items.unknown(),
        items.eventual(),
        items.items(),
        indexes.written().size(),
        indexes.count(),
        tables.steps(),
        faults.strikes(),
        faults.wipes(),
        world.simulation.nowNanos() / World.MILLIS,
        world.simulation.traceHash());
  }

  private void checkIndexes(ClusterIndexes indexes) {
    TableDescriptor table = indexes.table();
    if (table == null) {
      Violation.unless(indexes.written().isEmpty(), "the table with indexes is gone");
      return;
    }
    IndexOracle oracle = new IndexOracle(world, table);
    if (!world.simulation.runUntil(now(() -> oracle.wrong() == null), 30 * World.SECONDS)) {
      throw new Violation("within 30 s: " + oracle.wrong());
    }
    oracle.checkHistory(indexes.written());
  }

  /** Asks an expensive question ten times a virtual second, not after every event. */
  private BooleanSupplier now(BooleanSupplier question) {
    long[] next = {0};
    return () -> {
      if (world.simulation.nowNanos() < next[0]) {
        return false;
      }
      next[0] = world.simulation.nowNanos() + 100 * World.MILLIS;
      return question.getAsBoolean();
    };
  }

  private void watchLeaders() {
    world.simulation.after(
        7 * World.MILLIS,
        () -> {
          world.noteLeaders();
          watchLeaders();
        });
  }

  private void demand(long seconds, String what, BooleanSupplier holds) {
    Violation.unless(
        world.simulation.runUntil(holds, seconds * World.SECONDS),
        "within " + seconds + " s there was not " + what + wantNow());
  }

  private String wantNow() {
    @Nullable String why = world.unsettled();
    return why == null ? "" : " (" + why + ")";
  }
}
