package dev.stator.lab.sim;

import dev.stator.cluster.message.PartitionClient;
import dev.stator.cluster.table.LedgerTable;
import dev.stator.cluster.table.PartitionRange;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.model.key.ByteRange;
import dev.stator.model.key.RowKeys;
import dev.stator.router.transaction.TransactionOptions;
import dev.stator.router.transaction.Transactions;
import dev.stator.server.core.NodeCore;
import dev.stator.storage.engine.Engine;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One seed of transactions in a whole cluster: faults while clients work, then all is healed, what
 * was left must be finished, and the history must have a serial order.
 */
public final class TransactionRun extends SeedRun<TransactionRun.Report> {
  private static final long PROGRESS = 60;

  private static final int PENDING = 6;

  /** How long after the last transaction the ledger may still know of it. */
  private static final long REMEMBERED_SECONDS = 840;

  private final ClusterWorld world;
  private final @Nullable UnaryOperator<PartitionClient> tampering;
  private final TreeMap<String, Tampered> tampered = new TreeMap<>();

  private record Tampered(long boot, Transactions transactions) {}

  public TransactionRun(long seed) {
    this(seed, null);
  }

  /**
   * @param tampering stands between coordinators and partitions, to plant a bug; null for none
   */
  public TransactionRun(long seed, @Nullable UnaryOperator<PartitionClient> tampering) {
    this(seed, new ClusterWorld(seed), tampering);
  }

  private TransactionRun(
      long seed, ClusterWorld world, @Nullable UnaryOperator<PartitionClient> tampering) {
    super("./stator sim --transactions --seed " + seed, world.simulation);
    this.world = world;
    this.tampering = tampering;
  }

  /**
   * What happened.
   *
   * @param answered operations that took effect, as their clients know
   * @param tableSteps changes of their table that began
   * @param digest of every event of the run
   */
  public record Report(
      int machines,
      long answered,
      long reads,
      long refused,
      long unknown,
      long tableSteps,
      long strikes,
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
    world.watchLeaders();
    ClusterFaults faults = new ClusterFaults(world);
    ClusterTables tables = new ClusterTables(world);
    world.demand(60, "a table in a new cluster", tables::hotMade);
    TransactionClients clients = new TransactionClients(world, this::transactions);
    world.demand(60, "transactions before anything is broken", () -> clients.answered() >= 20);
    faults.begin();
    world.simulation.runFor(safetySeconds * World.SECONDS);
    faults.healAll();
    long before = clients.answered();
    world.demand(
        120, "progress after all was healed", () -> clients.answered() >= before + PROGRESS);
    clients.stop();
    tables.stop();
    world.demand(120, "an answer to every request", () -> clients.quiet() && tables.quiet());
    world.demandNothing(400, world::unsettled);
    world.demandNothing(60, this::pending);
    clients.checkAll();
    IndexOracle.check(world, clients.table(), clients.written());
    if (world.random.chance(0.2)) {
      world.simulation.runFor(REMEMBERED_SECONDS * World.SECONDS);
      world.demandNothing(240, this::remembered);
    }
    return new Report(
        world.machines.size(),
        clients.answered(),
        clients.reads(),
        clients.refused(),
        clients.unknown(),
        clients.table().steps(),
        faults.strikes(),
        world.simulation.nowNanos() / World.MILLIS,
        world.simulation.traceHash());
  }

  /** The coordinator of a machine's present process. */
  private @Nullable Transactions transactions(ClusterMachine machine) {
    NodeCore core = machine.core();
    UnaryOperator<PartitionClient> tamper = tampering;
    if (core == null || tamper == null) {
      return core == null ? null : core.transactions();
    }
    Tampered made = tampered.get(machine.name());
    if (made == null || made.boot() != machine.boot()) {
      Transactions transactions =
          new Transactions(
              core.knowledge().tables(),
              core.control(),
              tamper.apply(core.partitions()),
              core.storage()::leads,
              machine.node.clock(),
              machine.node.random(),
              machine.node.scheduler().serial("tampered"),
              TransactionOptions.DEFAULT.withMarks(world.branches::add));
      core.storage().onStalledTransaction(transactions::recover);
      made = new Tampered(machine.boot(), transactions);
      tampered.put(machine.name(), made);
    }
    return made.transactions();
  }

  /** A transaction that somebody has still to finish; null when there is none. */
  private @Nullable String pending() {
    for (ClusterMachine machine : world.machines) {
      NodeCore core = machine.core();
      if (core == null) {
        return machine.name() + " is down";
      }
      for (TableDescriptor table : core.knowledge().tables().all()) {
        for (PartitionRange range : table.partitions()) {
          if (core.storage().hosts(range.id()) && holdsPending(machine, range.id())) {
            return "partition " + range.id() + " on " + machine.name() + " has a pending row";
          }
        }
      }
    }
    return null;
  }

  /** What the ledger has not forgotten; null when that is nothing. */
  private @Nullable String remembered() {
    TableDescriptor ledger = null;
    for (ClusterMachine machine : world.machines) {
      NodeCore core = machine.core();
      if (ledger == null && core != null) {
        ledger = core.knowledge().tables().find(LedgerTable.NAME);
      }
    }
    if (ledger == null) {
      return "nobody knows a ledger";
    }
    for (PartitionRange range : ledger.partitions()) {
      ClusterMachine leader = world.leader(range.id());
      if (leader == null || holds(leader, RowKeys.partition(range.id()))) {
        return "the ledger's partition " + range.id() + " is not empty, or not led";
      }
    }
    return null;
  }

  private static boolean holdsPending(ClusterMachine machine, long partition) {
    return holds(machine, RowKeys.side(partition, PENDING));
  }

  private static boolean holds(ClusterMachine machine, ByteRange range) {
    try (Engine.Cursor rows = machine.engine.scan(range.from(), range.to(), false)) {
      return rows.next();
    }
  }
}
