package dev.stator.lab.sim;

import dev.stator.base.RandomSource;
import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionRequest.Mutation;
import dev.stator.cluster.message.PartitionRequest.ReturnValues;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.model.AttributeValue;
import dev.stator.model.DynamoNumber;
import dev.stator.model.Item;
import dev.stator.model.item.EncodedItem;
import dev.stator.model.key.PrimaryKey;
import dev.stator.model.key.RowKeys;
import dev.stator.server.core.NodeCore;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Clients that write a few items of a table with indexes, a stream and time to live. */
final class ClusterIndexes {
  private static final String TABLE = "indexed";
  private static final int GROWN = 20;
  private static final int ITEMS = 12;
  private static final int CLIENTS = 3;
  private static final long ANSWER_NANOS_MAX = 40 * World.SECONDS;

  private final ClusterWorld world;
  private final RandomSource random;
  private final TreeSet<String> written = new TreeSet<>();
  private final IndexedTable table;
  private boolean running = true;
  private int underWay;
  private long lastVersion;

  ClusterIndexes(ClusterWorld world) {
    this.world = world;
    this.random = world.random.fork();
    this.table = new IndexedTable(world, TABLE, () -> written.size() > GROWN);
    for (int i = 0; i < CLIENTS; i++) {
      next();
    }
  }

  void stop() {
    running = false;
    table.stop();
  }

  boolean quiet() {
    return underWay == 0;
  }

  /** What was acknowledged, as {@link IndexOracle#label} names it. */
  SortedSet<String> written() {
    return written;
  }

  IndexedTable table() {
    return table;
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
    TableDescriptor known = table.serving(machine);
    if (core == null || known == null) {
      next();
      return;
    }
    int number = random.nextInt(ITEMS);
    String name = "item-" + number / 2;
    PrimaryKey key = new PrimaryKey(new AttributeValue.S(name), number(number % 2));
    long version = ++lastVersion;
    Mutation mutation =
        random.chance(0.25)
            ? new Mutation.Delete()
            : new Mutation.Put(EncodedItem.of(item(key, version)));
    long partition = known.partition(RowKeys.hash(key.partition())).id();
    underWay++;
    Call.make(
        machine,
        "a write of table " + TABLE,
        ANSWER_NANOS_MAX,
        reply ->
            core.partitions()
                .send(
                    new PartitionRequest.WriteItem(
                        partition, IndexedTable.KEY, key, mutation, null, ReturnValues.NONE, false),
                    reply),
        (@Nullable PartitionResponse response) -> {
          if (response instanceof PartitionResponse.Refused refused) {
            throw new Violation("refused: " + refused);
          }
          if (response instanceof PartitionResponse.Written && mutation instanceof Mutation.Put) {
            written.add(IndexOracle.label(name, version));
          }
          underWay--;
          next();
        });
  }

  private Item item(PrimaryKey key, long version) {
    Map<String, AttributeValue> attributes = new LinkedHashMap<>();
    attributes.put("pk", key.partition());
    AttributeValue sort = key.sort();
    if (sort != null) {
      attributes.put("sk", sort);
    }
    attributes.put(IndexedTable.VERSION, number(version));
    if (random.chance(0.8)) {
      attributes.put("g", number(random.nextInt(50)));
    }
    if (random.chance(0.8)) {
      attributes.put("l", number(random.nextInt(20)));
    }
    if (random.chance(0.2)) {
      attributes.put(IndexedTable.EXPIRES, number(world.wallSeconds() + random.nextInt(10)));
    }
    return new Item(attributes);
  }

  private static AttributeValue number(long value) {
    return new AttributeValue.N(DynamoNumber.of(value));
  }
}
