package dev.stator.lab.sim;

import dev.stator.base.RandomSource;
import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.lab.check.ItemOperation;
import dev.stator.lab.check.ItemOperation.Kind;
import dev.stator.lab.check.ItemOperation.Outcome;
import dev.stator.lab.check.ItemState;
import dev.stator.model.item.StoredRow;
import dev.stator.model.key.RowKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Clients that read and write a few hot items, and remember what they saw. */
final class ItemClients {
  static final String TABLE = "hot";

  private static final List<Kind> KINDS = List.of(Kind.values());
  private static final int HOT_ITEMS = 4;
  private static final int CLIENTS = 6;
  private static final long ANSWER_NANOS_MAX = 5 * World.SECONDS;
  private static final long CHECK_NANOS = 20 * World.MILLIS;

  private final World world;
  private final RandomSource random;
  private final TrackedItem[] hot = new TrackedItem[HOT_ITEMS];
  private final List<TrackedItem> all = new ArrayList<>();
  private final TreeMap<Long, Machine> leaders = new TreeMap<>();
  private boolean running = true;
  private int underWay;
  private long lastValue;
  private long done;
  private long rejected;
  private long unknown;

  ItemClients(World world) {
    this.world = world;
    this.random = world.random.fork();
    for (int i = 0; i < HOT_ITEMS; i++) {
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

  /** Answered operations. */
  long answered() {
    return done + rejected;
  }

  long unknown() {
    return unknown;
  }

  /** Whoever answered last for any partition, which most likely leads it. */
  Machine likelyLeader() {
    return leaders.isEmpty() ? world.someone() : leaders.firstEntry().getValue();
  }

  List<TrackedItem> items() {
    return all;
  }

  /** Adds what the store of a machine holds as a last read of every item, and checks them all. */
  void checkAll() {
    for (TrackedItem item : all) {
      Long partition = partition(item, world.machines.getFirst().process());
      if (partition == null) {
        continue;
      }
      byte[] row = world.machines.getFirst().engine.get(RowKeys.itemKey(partition, item.key()));
      long now = world.simulation.nowNanos();
      ItemState state = Requests.state(row == null ? null : StoredRow.of(row).item());
      item.add(new ItemOperation(Kind.READ, 0, 0, now, now, Outcome.DONE, state));
      item.check();
    }
  }

  private void next() {
    long pause = random.chance(0.1) ? 50 * World.MILLIS : 4 * World.MILLIS;
    world.simulation.after(1 + random.nextLong(pause), this::call);
  }

  private void call() {
    if (!running) {
      return;
    }
    int slot = random.nextInt(HOT_ITEMS);
    if (hot[slot].wornOut()) {
      hot[slot] = fresh();
    }
    TrackedItem item = hot[slot];
    Machine machine = world.someone();
    Machine.RunningNode process = machine.process();
    Long partition = partition(item, process);
    if (partition != null && world.replicated && random.chance(0.6)) {
      machine = leaders.getOrDefault(partition, machine);
      process = machine.process();
    }
    if (process == null || partition == null) {
      next();
      return;
    }
    new Call(machine, process, partition, item).send();
  }

  private @Nullable Long partition(TrackedItem item, Machine.@Nullable RunningNode process) {
    long hash = RowKeys.hash(item.key().partition());
    if (world.replicated) {
      return world.partitions().get((int) Math.floorMod(hash, (long) world.partitions().size()));
    }
    TableDescriptor table = process == null ? null : process.directory().find(TABLE);
    return table == null ? null : table.partition(hash).id();
  }

  private TrackedItem fresh() {
    TrackedItem made = new TrackedItem("item-" + all.size());
    all.add(made);
    return made;
  }

  /** One request and its answer. */
  private final class Call {
    private final Machine machine;
    private final Machine.RunningNode process;
    private final long partition;
    private final TrackedItem item;
    private final Kind kind;
    private final long argument;
    private final long expected;
    private final long invokedNanos = world.simulation.nowNanos();
    private boolean ended;
    private boolean answered;

    Call(Machine machine, Machine.RunningNode process, long partition, TrackedItem item) {
      this.machine = machine;
      this.process = process;
      this.partition = partition;
      this.item = item;
      this.kind = KINDS.get(random.nextInt(KINDS.size()));
      this.argument = kind == Kind.ADD ? 1 + random.nextInt(3) : ++lastValue;
      // Sometimes what may well be there, sometimes what never is: a read in disguise.
      this.expected = random.chance(0.5) ? -1 : Math.max(1, lastValue - 1 - random.nextInt(6));
    }

    void send() {
      item.called();
      underWay++;
      PartitionRequest request = Requests.of(partition, item, kind, argument, expected);
      machine.node.run("client", () -> process.storage().send(request, this::answer));
      world.simulation.after(CHECK_NANOS, this::check);
    }

    private void answer(PartitionResponse response) {
      Violation.unless(!answered, "a request was answered twice");
      answered = true;
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
        case PartitionResponse.NotLeader other -> {
          leaders.remove(partition);
          String leader = other.leader();
          world.machines.stream()
              .filter(known -> known.name().equals(leader))
              .forEach(known -> leaders.put(partition, known));
          nothingDone();
        }
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
      if (!process.same(machine.process())) {
        end(Outcome.UNKNOWN, null);
        return;
      }
      Violation.unless(
          world.simulation.nowNanos() - invokedNanos < ANSWER_NANOS_MAX,
          "no answer from " + machine.name() + " to " + kind + " of " + item.name);
      world.simulation.after(CHECK_NANOS, this::check);
    }

    private void end(Outcome outcome, @Nullable ItemState seen) {
      switch (outcome) {
        case DONE -> done++;
        case REJECTED -> rejected++;
        case UNKNOWN -> unknown++;
      }
      if (outcome != Outcome.UNKNOWN) {
        leaders.put(partition, machine);
      }
      ItemOperation operation =
          new ItemOperation(
              kind, argument, expected, invokedNanos, world.simulation.nowNanos(), outcome, seen);
      item.add(operation);
      world.simulation.trace(item.name + " at " + machine.name() + ": " + operation);
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
