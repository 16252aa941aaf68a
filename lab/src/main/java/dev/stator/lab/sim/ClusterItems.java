package dev.stator.lab.sim;

import dev.stator.base.RandomSource;
import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionRequest.ReadRow;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.lab.check.ItemOperation;
import dev.stator.lab.check.ItemOperation.Kind;
import dev.stator.lab.check.ItemOperation.Outcome;
import dev.stator.lab.check.ItemState;
import dev.stator.model.item.StoredRow;
import dev.stator.model.key.RowKeys;
import dev.stator.server.core.NodeCore;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Clients that read and write a few hot items through whatever node they come upon, as an
 * application behind a load balancer does, and remember what they saw. In some runs they are busy,
 * so that much is under way whenever a fault strikes; in others they leave the groups alone for
 * long enough to fall quiet, and an item's short history spans several faults.
 */
final class ClusterItems {
  static final String TABLE = "hot";

  private static final List<Kind> KINDS = List.of(Kind.values());
  private static final int CLIENTS = 8;
  private static final long ANSWER_NANOS_MAX = 40 * World.SECONDS;
  private static final long CHECK_NANOS = 50 * World.MILLIS;

  private final ClusterWorld world;
  private final RandomSource random;
  private final TrackedItem[] hot;
  private final long pauseNanosMax;
  private final List<TrackedItem> all = new ArrayList<>();
  private boolean running = true;
  private int underWay;
  private long lastValue;
  private long done;
  private long eventual;
  private long unknown;

  ClusterItems(ClusterWorld world) {
    this.world = world;
    this.random = world.random.fork();
    int calm = random.nextInt(4);
    this.pauseNanosMax =
        World.MILLIS
            * switch (calm) {
              case 0 -> 8;
              case 1 -> 50;
              case 2 -> 150;
              default -> 400;
            };
    // The fewer calls, the fewer items, or no two calls would meet.
    this.hot = new TrackedItem[calm == 0 ? 6 : 1 + random.nextInt(4)];
    for (int i = 0; i < hot.length; i++) {
      hot[i] = fresh();
    }
    for (int i = 0; i < CLIENTS; i++) {
      next();
    }
  }

  void stop() {
    running = false;
  }

  boolean quiet() {
    return underWay == 0;
  }

  /** Operations whose outcome is known. */
  long answered() {
    return done;
  }

  long unknown() {
    return unknown;
  }

  /** Eventually consistent reads that were answered. */
  long eventual() {
    return eventual;
  }

  int items() {
    return all.size();
  }

  /** Adds what the store of a machine holds as a last read of every item, and checks them all. */
  void checkAll() {
    NodeCore core = world.machines.getFirst().core();
    TableDescriptor table = core == null ? null : core.knowledge().tables().find(TABLE);
    Violation.unless(table != null || done == 0, "the table of the clients is gone");
    for (TrackedItem item : all) {
      if (table != null) {
        long partition = partition(table, item);
        ClusterMachine holder = world.holder(partition);
        byte[] row = holder.engine.get(RowKeys.itemKey(partition, item.key()));
        long now = world.simulation.nowNanos();
        ItemState state = Requests.state(row == null ? null : StoredRow.of(row).item());
        item.add(new ItemOperation(Kind.READ, 0, 0, now, now, Outcome.DONE, state));
      }
      item.check();
    }
  }

  private static long partition(TableDescriptor table, TrackedItem item) {
    return table.partition(RowKeys.hash(item.key().partition())).id();
  }

  private TrackedItem fresh() {
    TrackedItem made = new TrackedItem("item-" + all.size());
    all.add(made);
    return made;
  }

  private void next() {
    long pause = random.chance(0.1) ? 7 * pauseNanosMax : pauseNanosMax;
    world.simulation.after(1 + random.nextLong(pause), this::call);
  }

  private void call() {
    if (!running) {
      return;
    }
    int slot = random.nextInt(hot.length);
    if (hot[slot].wornOut()) {
      hot[slot] = fresh();
    }
    ClusterMachine machine = world.someone();
    NodeCore core = machine.core();
    TableDescriptor table = core == null ? null : core.knowledge().tables().find(TABLE);
    if (core == null || table == null || !table.status().serves()) {
      next();
      return;
    }
    Call call = new Call(machine, partition(table, hot[slot]), hot[slot]);
    if (random.chance(0.15)) {
      call.readEventually(core);
    } else {
      call.send(core);
    }
  }

  /** One request and its answer. */
  private final class Call {
    private final ClusterMachine machine;
    private final long boot;
    private final long partition;
    private final TrackedItem item;
    private final Kind kind;
    private final long argument;
    private final long expected;
    private final long invokedNanos = world.simulation.nowNanos();
    private boolean ended;
    private boolean answered;

    Call(ClusterMachine machine, long partition, TrackedItem item) {
      this.machine = machine;
      this.boot = machine.boot();
      this.partition = partition;
      this.item = item;
      this.kind = KINDS.get(random.nextInt(KINDS.size()));
      this.argument = kind == Kind.ADD ? 1 + random.nextInt(3) : ++lastValue;
      // Sometimes what may well be there, sometimes what never is: a read in disguise.
      this.expected = random.chance(0.5) ? -1 : Math.max(1, lastValue - 1 - random.nextInt(6));
    }

    void send(NodeCore core) {
      item.called();
      begin(core, Requests.of(partition, item, kind, argument, expected), this::answer);
    }

    /** What it shows must have been written before the answer, by a call that had begun. */
    void readEventually(NodeCore core) {
      begin(
          core,
          new ReadRow(partition, RowKeys.itemKey(partition, item.key()), false),
          response -> {
            once();
            if (response instanceof PartitionResponse.Row row) {
              StoredRow stored = row.row();
              ItemState seen = Requests.state(stored == null ? null : stored.item());
              Violation.unless(
                  seen.value() <= lastValue,
                  "an eventually consistent read of " + item.name + " saw the future: " + seen);
              eventual++;
            }
            ended();
          });
    }

    private void begin(
        NodeCore core,
        PartitionRequest request,
        java.util.function.Consumer<PartitionResponse> reply) {
      underWay++;
      machine.node.run("client", () -> core.partitions().send(request, reply));
      world.simulation.after(CHECK_NANOS, this::check);
    }

    private void once() {
      Violation.unless(!answered, "a request was answered twice");
      answered = true;
    }

    private void answer(PartitionResponse response) {
      once();
      if (ended) {
        return;
      }
      switch (response) {
        case PartitionResponse.Row row -> {
          StoredRow stored = row.row();
          end(Outcome.DONE, Requests.state(stored == null ? null : stored.item()));
        }
        case PartitionResponse.Written written ->
            end(Outcome.DONE, Requests.state(written.returned()));
        case PartitionResponse.ConditionFailed failed ->
            end(Outcome.REJECTED, Requests.state(failed.found()));
        case PartitionResponse.Unknown lost -> end(Outcome.UNKNOWN, null);
        case PartitionResponse.NotLeader nothing -> nothingDone();
        case PartitionResponse.NotHosted nothing -> nothingDone();
        case PartitionResponse.Busy nothing -> nothingDone();
        case PartitionResponse.Conflict nothing -> nothingDone();
        case PartitionResponse.Failed nothing -> nothingDone();
        case PartitionResponse.Refused refused -> throw new Violation("refused: " + refused);
        case PartitionResponse.Page page -> throw new Violation("no page was asked for");
        case PartitionResponse.Statistics none -> throw new Violation("no statistics");
        case PartitionResponse.Kept none -> throw new Violation("no upkeep");
        case PartitionResponse.Transacted none -> throw new Violation("no transaction");
      }
    }

    /** The machine may have died with the request. */
    private void check() {
      if (ended) {
        return;
      }
      if (boot != machine.boot()) {
        answered = true;
        end(Outcome.UNKNOWN, null);
        return;
      }
      Violation.unless(
          world.simulation.nowNanos() - invokedNanos < ANSWER_NANOS_MAX,
          "no answer from " + machine.name() + " to " + kind + " of " + item.name);
      world.simulation.after(CHECK_NANOS, this::check);
    }

    private void end(Outcome outcome, @Nullable ItemState seen) {
      if (outcome == Outcome.UNKNOWN) {
        unknown++;
      } else {
        done++;
      }
      ItemOperation operation =
          new ItemOperation(
              kind, argument, expected, invokedNanos, world.simulation.nowNanos(), outcome, seen);
      item.add(operation);
      world.simulation.trace(item.name + " by " + machine.name() + ": " + operation);
      ended();
    }

    /** It certainly did nothing. */
    private void nothingDone() {
      item.notCalled();
      ended();
    }

    private void ended() {
      ended = true;
      underWay--;
      next();
    }
  }
}
