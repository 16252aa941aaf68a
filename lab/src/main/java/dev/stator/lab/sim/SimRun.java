package dev.stator.lab.sim;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One seed: a safety phase with faults, then a liveness phase in which all is healed and everything
 * must work again, then the oracles.
 */
public final class SimRun {
  private static final long PROGRESS = 300;

  private final long seed;
  private final World world;

  public SimRun(long seed) {
    this.seed = seed;
    this.world = new World(seed);
  }

  /**
   * What happened.
   *
   * @param underFaults operations that were answered in the safety phase
   * @param answered operations on items whose outcome the client knows
   * @param unknown those whose outcome it does not know
   * @param rebuilds how often a replica fell behind a trimmed log and was rebuilt
   * @param digest of every event of the run
   */
  public record Report(
      long underFaults,
      long answered,
      long unknown,
      long items,
      long tableSteps,
      long strikes,
      long rebuilds,
      long virtualMillis,
      long digest) {}

  /** Keeps this many last lines of the trace. */
  public SimRun recordTrace(int lines) {
    world.simulation.recordTrace(lines);
    return this;
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
          "replay with: ./stator sim --seed "
              + seed
              + " --seconds "
              + safetySeconds
              + "\n"
              + broken,
          broken);
    }
  }

  private Report run(long safetySeconds) {
    world.machines.forEach(Machine::start);
    ItemClients items = new ItemClients(world);
    TableClient tables = world.replicated ? null : new TableClient(world);
    Faults faults = new Faults(world, items);
    compareNowAndThen();
    world.simulation.runFor(safetySeconds * World.SECONDS);
    faults.healAll();
    long before = items.answered();
    demand(60, "progress after all was healed", () -> items.answered() >= before + PROGRESS);
    items.stop();
    if (tables != null) {
      tables.stop();
    }
    demand(60, "an answer to every request", items::quiet);
    demand(60, "everything settled", () -> settled(tables));
    items.checkAll();
    world.checkCounts();
    if (tables != null) {
      tables.check();
    }
    return new Report(
        before,
        items.answered(),
        items.unknown(),
        items.items().size(),
        tables == null ? 0 : tables.steps(),
        faults.strikes(),
        world.rebuilds(),
        world.simulation.nowNanos() / World.MILLIS,
        world.simulation.traceHash());
  }

  private boolean settled(@Nullable TableClient tables) {
    return tables != null ? tables.settled() : world.partitions().stream().allMatch(world::agrees);
  }

  private void compareNowAndThen() {
    if (world.replicated) {
      world.simulation.after(
          37 * World.MILLIS,
          () -> {
            world.partitions().forEach(world::agrees);
            compareNowAndThen();
          });
    }
  }

  private void demand(long seconds, String what, BooleanSupplier holds) {
    Violation.unless(
        world.simulation.runUntil(holds, seconds * World.SECONDS),
        "within " + seconds + " s there was not " + what);
  }
}
