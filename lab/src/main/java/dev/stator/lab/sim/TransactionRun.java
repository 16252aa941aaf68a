package dev.stator.lab.sim;

import dev.stator.cluster.message.PartitionClient;
import dev.stator.cluster.table.PartitionRange;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.model.key.ByteRange;
import dev.stator.model.key.RowKeys;
import dev.stator.router.transaction.TransactionOptions;
import dev.stator.router.transaction.Transactions;
import dev.stator.server.core.NodeCore;
import dev.stator.storage.engine.Engine;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One seed of transactions in a whole cluster: faults while clients work, then all is healed, what
 * was left must be finished, and the history must have a serial order.
 */
public final class TransactionRun {
  private static final long PROGRESS = 60;
  private static final int PENDING = 6;

  private final long seed;
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
    this.seed = seed;
    this.world = new ClusterWorld(seed);
    this.tampering = tampering;
  }

  /**
   * What happened.
   *
   * @param answered operations that took effect, as their clients know
   * @param digest of every event of the run
   */
  public record Report(
      int machines,
      long answered,
      long reads,
      long refused,
      long unknown,
      long strikes,
      long virtualMillis,
      long digest) {}

  /** Keeps this many last lines of the trace. */
  public TransactionRun recordTrace(int lines) {
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
          "replay with: ./stator sim --transactions --seed "
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
    ClusterTables tables = new ClusterTables(world);
    demand(60, "a table in a new cluster", tables::hotMade);
    TransactionClients clients = new TransactionClients(world, this::transactions);
    demand(60, "transactions before anything is broken", () -> clients.answered() >= 20);
    faults.begin();
    world.simulation.runFor(safetySeconds * World.SECONDS);
    faults.healAll();
    long before = clients.answered();
    demand(120, "progress after all was healed", () -> clients.answered() >= before + PROGRESS);
    clients.stop();
    tables.stop();
    demand(120, "an answer to every request", () -> clients.quiet() && tables.quiet());
    if (!world.simulation.runUntil(now(() -> world.unsettled() == null), 400 * World.SECONDS)) {
      throw new Violation("within 400 s: " + world.unsettled());
    }
    if (!world.simulation.runUntil(now(() -> pending() == null), 60 * World.SECONDS)) {
      throw new Violation("within 60 s: " + pending());
    }
    clients.checkAll();
    return new Report(
        world.machines.size(),
        clients.answered(),
        clients.reads(),
        clients.refused(),
        clients.unknown(),
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
              TransactionOptions.DEFAULT);
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

  private static boolean holdsPending(ClusterMachine machine, long partition) {
    ByteRange range = RowKeys.side(partition, PENDING);
    try (Engine.Cursor rows = machine.engine.scan(range.from(), range.to(), false)) {
      return rows.next();
    }
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

  private void demand(long seconds, String what, BooleanSupplier holds) {
    Violation.unless(
        world.simulation.runUntil(holds, seconds * World.SECONDS),
        "within " + seconds + " s there was not " + what);
  }
}
