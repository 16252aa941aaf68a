package dev.stator.lab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionRequest.Mutation;
import dev.stator.cluster.message.PartitionRequest.ReturnValues;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.TableControl.Outcome;
import dev.stator.cluster.table.TableControl.TableChange;
import dev.stator.cluster.table.TableControl.TableSpec;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.cluster.table.TableStatus;
import dev.stator.cluster.table.TableTimeToLive;
import dev.stator.model.AttributeValue;
import dev.stator.model.DynamoNumber;
import dev.stator.model.Item;
import dev.stator.model.item.EncodedItem;
import dev.stator.model.key.PrimaryKey;
import dev.stator.model.key.RowKeys;
import dev.stator.server.core.NodeCore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Items expire on a cluster whose nodes crash, those that should and no others; one that is renewed
 * in time is never seen to go.
 */
class TimeToLiveTest {
  private static final String TABLE = "t";
  private static final int ITEMS = 120;
  private static final long LATER_SECONDS = 100;

  private ClusterWorld world;
  private long beganSeconds;
  private boolean renewing = true;
  private int renewed;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void expiredItemsGoWhateverCrashes(long seed) {
    world = new ClusterWorld(seed);
    world.machines.forEach(ClusterMachine::start);
    await(60, "a cluster", () -> world.machines.stream().allMatch(m -> m.core() != null));
    NodeCore any = Objects.requireNonNull(world.machines.getFirst().core());
    world
        .machines
        .getFirst()
        .node
        .run(
            "create",
            () ->
                any.control()
                    .create(
                        new TableSpec(TABLE, Requests.KEY, false, 5, 5, false, new TreeMap<>()),
                        outcome -> {}));
    await(60, "the table", this::active);
    beganSeconds = world.machines.getFirst().node.clock().wallMillis() / 1_000;
    int[] written = {0};
    for (int i = 0; i < ITEMS; i++) {
      put("item-" + i, attribute(i), written);
    }
    await(60, "all items", () -> written[0] == ITEMS);
    List<Outcome> outcomes = new ArrayList<>();
    world
        .machines
        .getFirst()
        .node
        .run(
            "time to live",
            () ->
                any.control()
                    .update(
                        new TableChange(
                            TABLE, null, null, null, null, TableTimeToLive.wanted(true, "expires")),
                        outcomes::add));
    await(30, "time to live", () -> !outcomes.isEmpty());
    assertThat(outcomes).allMatch(outcome -> outcome instanceof Outcome.Begun);
    assertThat(active()).as("it is enabled when that is answered").isTrue();

    renew();
    for (int strike = 0; strike < 3; strike++) {
      world.simulation.runFor(30 * World.SECONDS);
      ClusterMachine leader = leader();
      leader.crash(true);
      world.simulation.runFor(10 * World.SECONDS);
      leader.restart();
    }
    await(300, "all expired items gone", () -> left() == ITEMS / 2);
    renewing = false;
    assertThat(renewed).isGreaterThan(5);
    for (int i = 0; i < ITEMS; i++) {
      assertThat(there("item-" + i)).as("item " + i).isEqualTo(i % 4 == 1 || i % 4 == 3);
    }
  }

  /**
   * Every fourth: expired; expired too long ago; expires while the cluster is struck; no number.
   */
  private AttributeValue attribute(int i) {
    return switch (i % 4) {
      case 0 -> new AttributeValue.N(DynamoNumber.of(beganSeconds - 10));
      case 1 -> new AttributeValue.N(DynamoNumber.of(beganSeconds - 6 * 366 * 86_400L));
      case 2 -> new AttributeValue.N(DynamoNumber.of(beganSeconds + LATER_SECONDS));
      default -> new AttributeValue.S(Long.toString(beganSeconds - 10));
    };
  }

  /** Puts one item again and again, each time only if it is there still. */
  private void renew() {
    long second = leader().node.clock().wallMillis() / 1_000 + 45;
    ask(
        new PartitionRequest.WriteItem(
            partition(),
            Requests.KEY,
            key("renewed"),
            item("renewed", new AttributeValue.N(DynamoNumber.of(second))),
            null,
            ReturnValues.ALL_OLD,
            false),
        response -> {
          if (response instanceof PartitionResponse.Written done) {
            assertThat(done.returned() != null || renewed == 0).as("it was there").isTrue();
            renewed++;
          }
          if (renewing) {
            world.simulation.after(8 * World.SECONDS, this::renew);
          }
        });
  }

  private void put(String name, AttributeValue expires, int[] written) {
    ask(
        new PartitionRequest.WriteItem(
            partition(),
            Requests.KEY,
            key(name),
            item(name, expires),
            null,
            ReturnValues.NONE,
            false),
        response -> {
          if (response instanceof PartitionResponse.Written) {
            written[0]++;
          } else {
            world.simulation.after(World.SECONDS, () -> put(name, expires, written));
          }
        });
  }

  private void ask(PartitionRequest request, java.util.function.Consumer<PartitionResponse> reply) {
    ClusterMachine up =
        world.machines.stream().filter(machine -> machine.core() != null).findFirst().orElseThrow();
    NodeCore core = Objects.requireNonNull(up.core());
    long boot = up.boot();
    boolean[] answered = {false};
    up.node.run(
        "client",
        () ->
            core.partitions()
                .send(
                    request,
                    response -> {
                      if (!answered[0]) {
                        answered[0] = true;
                        reply.accept(response);
                      }
                    }));
    world.simulation.after(
        20 * World.SECONDS,
        () -> {
          if (!answered[0] && up.boot() != boot) {
            answered[0] = true;
            reply.accept(new PartitionResponse.Unknown("the machine died with it"));
          }
        });
  }

  private static Mutation item(String name, AttributeValue expires) {
    return new Mutation.Put(
        EncodedItem.of(new Item(Map.of("pk", key(name).partition(), "expires", expires))));
  }

  private static PrimaryKey key(String name) {
    return new PrimaryKey(new AttributeValue.S(name), null);
  }

  private TableDescriptor table() {
    return world.machines.stream()
        .map(ClusterMachine::core)
        .filter(Objects::nonNull)
        .map(core -> core.knowledge().tables().find(TABLE))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private boolean active() {
    TableDescriptor table = table();
    return table != null && table.status() == TableStatus.ACTIVE;
  }

  private long partition() {
    return Objects.requireNonNull(table()).partitions().getFirst().id();
  }

  private ClusterMachine leader() {
    ClusterMachine[] leads = {null};
    await(
        60,
        "a leader",
        () -> {
          for (ClusterMachine machine : world.machines) {
            NodeCore core = machine.core();
            if (core != null && core.storage().leads(partition())) {
              leads[0] = machine;
            }
          }
          return leads[0] != null;
        });
    return leads[0];
  }

  private boolean there(String name) {
    return leader().engine.get(RowKeys.itemKey(partition(), key(name))) != null;
  }

  private long left() {
    long left = 0;
    for (int i = 0; i < ITEMS; i++) {
      left += there("item-" + i) ? 1 : 0;
    }
    return left;
  }

  /** Looks ten times a virtual second. */
  private void await(long seconds, String what, BooleanSupplier condition) {
    for (long tenths = 0; tenths < 10 * seconds; tenths++) {
      if (condition.getAsBoolean()) {
        return;
      }
      world.simulation.runFor(World.SECONDS / 10);
    }
    throw new AssertionError("within " + seconds + " s there was not " + what);
  }
}
