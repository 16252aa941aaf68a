package dev.stator.lab.sim;

import java.util.Set;

/**
 * One seed of a whole cluster, routers and metadata included: machines form a cluster, then a
 * safety phase with faults, then a liveness phase in which all is healed, every group must become
 * whole and everything must work again, then the oracles.
 */
public final class ClusterRun extends SeedRun<ClusterRun.Report> {
  private static final long PROGRESS = 300;

  private final ClusterWorld world;

  public ClusterRun(long seed) {
    this(seed, new ClusterWorld(seed));
  }

  private ClusterRun(long seed, ClusterWorld world) {
    super("./stator sim --cluster --seed " + seed, world.simulation);
    this.world = world;
  }

  /**
   * What happened.
   *
   * @param underFaults operations that were answered in the safety phase
   * @param answered operations on items whose outcome the client knows
   * @param unknown those whose outcome it does not know
   * @param eventual eventually consistent reads that were answered
   * @param indexed items that were written into the table with indexes
   * @param indexSteps changes of that table that began
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
      long indexSteps,
      long tableSteps,
      long strikes,
      long wipes,
      long virtualMillis,
      long digest)
      implements SeedRun.Report {}

  @Override
  Set<Enum<?>> taken() {
    return world.branches;
  }

  @Override
  Report run(long safetySeconds) {
    world.machines.forEach(ClusterMachine::start);
    ClusterFaults faults = new ClusterFaults(world);
    world.watchLeaders();
    ClusterTables tables = new ClusterTables(world);
    // A cluster may be struck while it forms, or only when it has something to lose.
    if (world.random.chance(0.8)) {
      world.demand(60, "a table in a new cluster", tables::hotMade);
    }
    ClusterItems items = new ClusterItems(world);
    ClusterIndexes indexes = new ClusterIndexes(world);
    faults.begin();
    world.simulation.runFor(safetySeconds * World.SECONDS);
    faults.healAll();
    long before = items.answered();
    world.demand(120, "a table after all was healed", tables::hotMade);
    world.demand(120, "progress after all was healed", () -> items.answered() >= before + PROGRESS);
    items.stop();
    tables.stop();
    indexes.stop();
    world.demand(
        90, "an answer to every request", () -> items.quiet() && tables.quiet() && indexes.quiet());
    world.demandNothing(400, world::unsettled);
    items.checkAll();
    IndexOracle.check(world, indexes.table(), indexes.written());
    world.demandNothing(10, tables::wrong);
    return new Report(
        world.machines.size(),
        before,
        items.answered(),
        items.unknown(),
        items.eventual(),
        items.items(),
        indexes.written().size(),
        indexes.table().steps(),
        tables.steps(),
        faults.strikes(),
        faults.wipes(),
        world.simulation.nowNanos() / World.MILLIS,
        world.simulation.traceHash());
  }
}
