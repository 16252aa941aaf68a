package dev.stator.lab.sim;

import dev.stator.base.RandomSource;
import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionRequest.Mutation;
import dev.stator.cluster.message.PartitionRequest.ReturnValues;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.IndexChange;
import dev.stator.cluster.table.IndexSpec;
import dev.stator.cluster.table.OnDemandMax;
import dev.stator.cluster.table.TableControl.Outcome;
import dev.stator.cluster.table.TableControl.TableChange;
import dev.stator.cluster.table.TableControl.TableSpec;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.cluster.table.TableStreams;
import dev.stator.model.AttributeValue;
import dev.stator.model.DynamoNumber;
import dev.stator.model.Item;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.ScalarType;
import dev.stator.model.index.IndexDefinition;
import dev.stator.model.index.IndexKeys;
import dev.stator.model.index.Projection;
import dev.stator.model.item.EncodedItem;
import dev.stator.model.key.PrimaryKey;
import dev.stator.model.key.RowKeys;
import dev.stator.model.stream.StreamViewType;
import dev.stator.server.core.NodeCore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Clients that write a few items of a table with a local index, a global one and a stream, and make
 * another global index while they write. {@link IndexOracle} looks at what came of it.
 */
final class ClusterIndexes {
  static final String TABLE = "indexed";
  static final KeySchema KEY = new KeySchema(key("pk", ScalarType.S), key("sk", ScalarType.N));
  static final IndexDefinition LOCAL =
      new IndexDefinition(
          "local",
          new IndexKeys(List.of(key("pk", ScalarType.S)), List.of(key("l", ScalarType.N))),
          new Projection(Projection.Type.INCLUDE, List.of("v")));

  private static final IndexDefinition FIRST =
      new IndexDefinition(
          "first",
          new IndexKeys(List.of(key("g", ScalarType.N)), List.of(key("l", ScalarType.N))),
          Projection.ALL);
  private static final IndexDefinition LATE =
      new IndexDefinition(
          "late", new IndexKeys(List.of(key("g", ScalarType.N)), List.of()), Projection.KEYS_ONLY);
  private static final int ITEMS = 12;
  private static final int CLIENTS = 3;
  private static final long CHECK_NANOS = 50 * World.MILLIS;
  private static final long ANSWER_NANOS_MAX = 40 * World.SECONDS;

  private final ClusterWorld world;
  private final RandomSource random;
  private final TreeSet<Long> written = new TreeSet<>();
  private boolean running = true;
  private boolean made;
  private boolean lateAsked;
  private int underWay;
  private long lastVersion;

  ClusterIndexes(ClusterWorld world) {
    this.world = world;
    this.random = world.random.fork();
    make();
    for (int i = 0; i < CLIENTS; i++) {
      next();
    }
  }

  private static KeyAttribute key(String name, ScalarType type) {
    return new KeyAttribute(name, type);
  }

  void stop() {
    running = false;
  }

  boolean quiet() {
    return underWay == 0;
  }

  /** Versions of items whose writes were acknowledged. */
  SortedSet<Long> written() {
    return written;
  }

  /** How many global indexes the table has. */
  int count() {
    TableDescriptor table = table();
    return table == null ? 0 : table.indexes().global().size();
  }

  /** The table as some node knows it; null when none does. */
  @Nullable TableDescriptor table() {
    for (ClusterMachine machine : world.machines) {
      NodeCore core = machine.core();
      TableDescriptor table = core == null ? null : core.knowledge().tables().find(TABLE);
      if (table != null) {
        return table;
      }
    }
    return null;
  }

  /** Has the table made, and some time later an index of it. */
  private void make() {
    world.simulation.after(
        1 + random.nextLong((made ? 4_000 : 500) * World.MILLIS),
        () -> {
          ClusterMachine machine = world.someone();
          NodeCore core = machine.core();
          TableDescriptor table = table();
          made |= table != null;
          if (running && core != null && !lateAsked) {
            machine.node.run("indexes", () -> ask(core, table));
          }
          if (running && !lateAsked) {
            make();
          }
        });
  }

  private void ask(NodeCore core, @Nullable TableDescriptor table) {
    Consumer<Outcome> traced = outcome -> world.simulation.trace("table " + TABLE + ": " + outcome);
    if (table == null) {
      core.control()
          .create(
              new TableSpec(
                  TABLE,
                  KEY,
                  false,
                  1500,
                  1500,
                  false,
                  new TreeMap<>(TableStreams.wanted(StreamViewType.NEW_AND_OLD_IMAGES)),
                  List.of(LOCAL),
                  List.of(new IndexSpec(FIRST, 1500, 1500, OnDemandMax.NONE))),
              traced);
    } else if (table.status().serves() && written.size() > 20) {
      IndexChange late = new IndexChange.Create(new IndexSpec(LATE, 1500, 1500, OnDemandMax.NONE));
      core.control()
          .update(
              new TableChange(
                  TABLE, null, null, null, null, new TreeMap<>(), List.of(), List.of(late)),
              outcome -> {
                traced.accept(outcome);
                lateAsked |= outcome instanceof Outcome.Begun;
              });
    }
  }

  private void next() {
    world.simulation.after(1 + random.nextLong(50 * World.MILLIS), this::call);
  }

  private void call() {
    if (!running) {
      return;
    }
    ClusterMachine machine = world.someone();
    NodeCore core = machine.core();
    TableDescriptor table = core == null ? null : core.knowledge().tables().find(TABLE);
    if (core == null || table == null || !table.status().serves()) {
      next();
      return;
    }
    int number = random.nextInt(ITEMS);
    PrimaryKey key = new PrimaryKey(new AttributeValue.S("item-" + number / 2), number(number % 2));
    long version = ++lastVersion;
    Mutation mutation =
        random.chance(0.25)
            ? new Mutation.Delete()
            : new Mutation.Put(EncodedItem.of(item(key, version)));
    long partition = table.partition(RowKeys.hash(key.partition())).id();
    Call call = new Call(machine, mutation instanceof Mutation.Put ? version : 0);
    machine.node.run(
        "writer",
        () ->
            core.partitions()
                .send(
                    new PartitionRequest.WriteItem(
                        partition, KEY, key, mutation, null, ReturnValues.NONE, false),
                    call::answer));
    call.check();
  }

  private Item item(PrimaryKey key, long version) {
    Map<String, AttributeValue> attributes = new LinkedHashMap<>();
    attributes.put("pk", key.partition());
    AttributeValue sort = key.sort();
    if (sort != null) {
      attributes.put("sk", sort);
    }
    attributes.put("v", number(version));
    if (random.chance(0.8)) {
      attributes.put("g", number(random.nextInt(50)));
    }
    if (random.chance(0.8)) {
      attributes.put("l", number(random.nextInt(20)));
    }
    return new Item(attributes);
  }

  static AttributeValue number(long value) {
    return new AttributeValue.N(DynamoNumber.of(value));
  }

  /** One write and its answer. */
  private final class Call {
    private final ClusterMachine machine;
    private final long boot;
    private final long version;
    private final long invokedNanos = world.simulation.nowNanos();
    private boolean ended;

    Call(ClusterMachine machine, long version) {
      this.machine = machine;
      this.boot = machine.boot();
      this.version = version;
      underWay++;
    }

    void answer(PartitionResponse response) {
      if (ended) {
        return;
      }
      if (response instanceof PartitionResponse.Refused refused) {
        throw new Violation("refused: " + refused);
      }
      if (response instanceof PartitionResponse.Written && version > 0) {
        written.add(version);
      }
      end();
    }

    /** The machine may have died with the request. */
    void check() {
      if (ended) {
        return;
      }
      if (boot != machine.boot()) {
        end();
        return;
      }
      Violation.unless(
          world.simulation.nowNanos() - invokedNanos < ANSWER_NANOS_MAX,
          "no answer from " + machine.name() + " to a write of table " + TABLE);
      world.simulation.after(CHECK_NANOS, this::check);
    }

    private void end() {
      ended = true;
      underWay--;
      next();
    }
  }
}
