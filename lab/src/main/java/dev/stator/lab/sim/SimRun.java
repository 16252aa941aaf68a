package dev.stator.lab.sim;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One seed: a safety phase with faults, then a liveness phase in which all is healed and everything
 * must work again, then the oracles.
 */
public final class SimRun extends SeedRun<SimRun.Report> {
  private static final long PROGRESS = 300;

  private final World world;

  public SimRun(long seed) {
    this(seed, new World(seed));
  }

  private SimRun(long seed, World world) {
    super("./stator sim --seed " + seed, world.simulation);
    this.world = world;
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
      long digest)
      implements SeedRun.Report {}

  @Override
  Set<Enum<?>> taken() {
    return world.branches;
  }

  @Override
  Report run(long safetySeconds) {
    world.machines.forEach(Machine::start);
    ItemClients items = new ItemClients(world);
    TableClient tables = world.replicated ? null : new TableClient(world);
    Faults faults = new Faults(world, items);
    compareNowAndThen();
    world.simulation.runFor(safetySeconds * World.SECONDS);
    faults.healAll();
    long before = items.answered();
    world.demand(60, "progress after all was healed", () -> items.answered() >= before + PROGRESS);
    items.stop();
    if (tables != null) {
      tables.stop();
    }
    world.demand(60, "an answer to every request", items::quiet);
    world.demand(60, "everything settled", () -> settled(tables));
    items.checkAll();
    world.checkCounts();
    if (tables != null) {
      tables.check();
    }
    return new Report(
        before,
        items.answered(),
        items.unknown(),
        items.items(),
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
}
