package dev.stator.lab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionRequest.Mutation;
import dev.stator.cluster.message.PartitionRequest.ReturnValues;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.TableControl.Outcome;
import dev.stator.cluster.table.TableTimeToLive;
import dev.stator.model.AttributeValue;
import dev.stator.model.DynamoNumber;
import dev.stator.model.Item;
import dev.stator.model.item.EncodedItem;
import dev.stator.model.key.PrimaryKey;
import dev.stator.model.key.RowKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Items expire on a cluster whose nodes crash, those that should and no others; one that is renewed
 * in time is never seen to go.
 */
class TimeToLiveTest {
  private static final int ITEMS = 120;
  private static final long LATER_SECONDS = 100;

  private OneTable table;
  private long beganSeconds;
  private boolean renewing = true;
  private int renewed;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void expiredItemsGoWhateverCrashes(long seed) {
    table = new OneTable(seed, new TreeMap<>());
    beganSeconds = nowSeconds();
    int[] written = {0};
    for (int i = 0; i < ITEMS; i++) {
      put("item-" + i, attribute(i), written);
    }
    table.await(60, "all items", () -> written[0] == ITEMS);
    List<Outcome> outcomes = new ArrayList<>();
    table.change(TableTimeToLive.wanted(true, "expires"), outcomes);
    table.await(30, "time to live", () -> !outcomes.isEmpty());
    assertThat(outcomes).allMatch(outcome -> outcome instanceof Outcome.Begun);
    assertThat(table.active()).as("it is enabled when that is answered").isTrue();

    renew();
    for (int strike = 0; strike < 3; strike++) {
      table.world.simulation.runFor(30 * World.SECONDS);
      ClusterMachine leader = table.leader();
      leader.crash(true);
      table.world.simulation.runFor(10 * World.SECONDS);
      leader.restart();
    }
    table.await(300, "all expired items gone", () -> left() == ITEMS / 2);
    renewing = false;
    assertThat(renewed).isGreaterThan(5);
    for (int i = 0; i < ITEMS; i++) {
      assertThat(there("item-" + i)).as("item " + i).isEqualTo(i % 4 == 1 || i % 4 == 3);
    }
  }

  private long nowSeconds() {
    return table.world.machines.getFirst().node.clock().wallMillis() / 1_000;
  }

  /**
   * Every fourth: expired; expired too long ago; expires while the cluster is struck; no number.
   */
  private AttributeValue attribute(int i) {
    return switch (i % 4) {
      case 0 -> number(beganSeconds - 10);
      case 1 -> number(beganSeconds - 6 * 366 * 86_400L);
      case 2 -> number(beganSeconds + LATER_SECONDS);
      default -> new AttributeValue.S(Long.toString(beganSeconds - 10));
    };
  }

  private static AttributeValue number(long value) {
    return new AttributeValue.N(DynamoNumber.of(value));
  }

  /** Puts one item again and again; each time it must be there still. */
  private void renew() {
    table.ask(
        write("renewed", number(nowSeconds() + 45), ReturnValues.ALL_OLD),
        response -> {
          if (response instanceof PartitionResponse.Written done) {
            assertThat(done.returned() != null || renewed == 0).as("it was there").isTrue();
            renewed++;
          }
          if (renewing) {
            table.world.simulation.after(8 * World.SECONDS, this::renew);
          }
        });
  }

  private void put(String name, AttributeValue expires, int[] written) {
    table.ask(
        write(name, expires, ReturnValues.NONE),
        response -> {
          if (response instanceof PartitionResponse.Written) {
            written[0]++;
          } else {
            table.world.simulation.after(World.SECONDS, () -> put(name, expires, written));
          }
        });
  }

  private PartitionRequest write(String name, AttributeValue expires, ReturnValues returned) {
    Item item = new Item(Map.of("pk", key(name).partition(), "expires", expires));
    return new PartitionRequest.WriteItem(
        table.partition(),
        Requests.KEY,
        key(name),
        new Mutation.Put(EncodedItem.of(item)),
        null,
        returned,
        false);
  }

  private static PrimaryKey key(String name) {
    return new PrimaryKey(new AttributeValue.S(name), null);
  }

  private boolean there(String name) {
    return table.leader().engine.get(RowKeys.itemKey(table.partition(), key(name))) != null;
  }

  private long left() {
    long left = 0;
    for (int i = 0; i < ITEMS; i++) {
      left += there("item-" + i) ? 1 : 0;
    }
    return left;
  }
}
