package dev.stator.lab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.base.RandomSource;
import dev.stator.cluster.change.ChangePlace;
import dev.stator.cluster.change.ChangeRecord;
import dev.stator.cluster.change.Shard;
import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionRequest.ReadChanges;
import dev.stator.cluster.message.PartitionRequest.ReadShards;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.TableControl.Outcome;
import dev.stator.cluster.table.TableStreams;
import dev.stator.lab.check.ItemOperation.Kind;
import dev.stator.model.item.ItemCodec;
import dev.stator.model.item.ItemView;
import dev.stator.model.item.StoredRow;
import dev.stator.model.key.RowKeys;
import dev.stator.model.stream.StreamViewType;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * While machines crash, every change has exactly one record, in order: each begins where the one
 * before of its item ended, and the last ends where the item is. Clocks are set on as well, so that
 * shards follow one another, and go.
 */
class StreamTest {
  private static final int ITEMS = 5;
  private static final int WRITERS = 4;
  private static final long HOUR_MS = 3_600_000;

  private final TreeMap<String, String> images = new TreeMap<>();
  private final List<ChangeRecord> records = new ArrayList<>();
  private OneTable table;
  private RandomSource random;
  private boolean writing = true;
  private int underWay;
  private long value;
  private final TreeSet<Long> acknowledged = new TreeSet<>();

  @ParameterizedTest
  @ValueSource(longs = {4, 5, 6})
  void eachChangeHasOneRecordInOrder(long seed) {
    table =
        new OneTable(seed, new TreeMap<>(TableStreams.wanted(StreamViewType.NEW_AND_OLD_IMAGES)));
    random = table.world.random.fork();
    for (int i = 0; i < WRITERS; i++) {
      write();
    }
    for (int strike = 0; strike < 4; strike++) {
      table.world.simulation.runFor(5 * World.SECONDS);
      ClusterMachine struck = strike % 2 == 0 ? table.leader() : table.world.someone();
      struck.crash(random.chance(0.5));
      table.world.simulation.runFor(8 * World.SECONDS);
      struck.restart();
    }
    writing = false;
    table.await(120, "answers to all writers", () -> underWay == 0);
    assertThat(acknowledged).hasSizeGreaterThan(100);
    readOn();
    int first = records.size();

    // Longer than a shard lives; the next change begins another one.
    later(5);
    writing = true;
    write();
    table.world.simulation.runFor(5 * World.SECONDS);
    writing = false;
    table.await(120, "answers again", () -> underWay == 0);
    readOn();
    assertThat(records).hasSizeGreaterThan(first);
    check();
    List<Shard> shards = shards();
    assertThat(shards).hasSize(2);
    assertThat(shards.get(0).endIndex()).isEqualTo(shards.get(1).beginIndex());
    assertThat(shards.get(1).open()).isTrue();
    assertThat(records.get(first - 1).place().index())
        .isLessThanOrEqualTo(shards.get(0).endIndex());
    assertThat(records.get(first).place().index()).isGreaterThan(shards.get(1).beginIndex());

    List<Outcome> outcomes = new ArrayList<>();
    table.change(new TreeMap<>(TableStreams.unwanted()), outcomes);
    table.await(60, "a disabled stream", () -> !outcomes.isEmpty() && table.active());
    assertThat(shards()).noneMatch(Shard::open);
    // A day and a bit later nothing of it is left, once a leader looks.
    later(30);
    table.leader().crash(false);
    table.world.simulation.runFor(World.SECONDS);
    table.await(300, "nothing", () -> shards().isEmpty() && read(ChangePlace.BEGINNING).isEmpty());
  }

  /** People set all clocks so many hours after the beginning: a virtual day would take too long. */
  private void later(long hours) {
    table.world.machines.forEach(machine -> machine.node.clock().wallOffset(hours * HOUR_MS));
  }

  private void write() {
    if (!writing) {
      return;
    }
    underWay++;
    TrackedItem item = new TrackedItem("item-" + random.nextInt(ITEMS));
    Kind kind = random.chance(0.25) ? Kind.DELETE : random.chance(0.5) ? Kind.SET : Kind.PUT;
    long mine = ++value;
    table.ask(
        Requests.of(table.partition(), item, kind, mine, 0),
        response -> {
          underWay--;
          if (response instanceof PartitionResponse.Written && kind != Kind.DELETE) {
            acknowledged.add(mine);
          }
          table.world.simulation.after(1 + random.nextLong(40 * World.MILLIS), this::write);
        });
  }

  private void readOn() {
    ChangePlace after = records.isEmpty() ? ChangePlace.BEGINNING : records.getLast().place();
    while (true) {
      List<ChangeRecord> page = read(after);
      if (page.isEmpty()) {
        return;
      }
      records.addAll(page);
      after = page.getLast().place();
    }
  }

  private List<ChangeRecord> read(ChangePlace after) {
    return answer(
            new ReadChanges(table.partition(), after, 37, 1 << 20), PartitionResponse.Changes.class)
        .records();
  }

  private List<Shard> shards() {
    return answer(new ReadShards(table.partition()), PartitionResponse.Shards.class).shards();
  }

  private <T extends PartitionResponse> T answer(PartitionRequest request, Class<T> type) {
    List<PartitionResponse> answers = new ArrayList<>();
    table.await(
        60,
        "an answer to " + request,
        () -> {
          if (answers.isEmpty() || !type.isInstance(answers.getLast())) {
            table.ask(request, answers::add);
          }
          return !answers.isEmpty() && type.isInstance(answers.getLast());
        });
    return type.cast(answers.getLast());
  }

  private void check() {
    TreeSet<Long> seen = new TreeSet<>();
    for (ChangeRecord record : records) {
      String key = HexFormat.of().formatHex(record.rowKey());
      String before = images.getOrDefault(key, "");
      String old = image(record.oldImage());
      String now = image(record.newImage());
      assertThat(old).as("what a record of %s begins with", record.place()).isEqualTo(before);
      assertThat(now).as("a change").isNotEqualTo(old);
      images.put(key, now);
      if (record.newImage() != null) {
        long written = Requests.state(new ItemView(record.newImage()).toItem()).value();
        assertThat(seen.add(written)).as("value %d comes once", written).isTrue();
      }
    }
    assertThat(seen).containsAll(acknowledged);
    for (int i = 0; i < ITEMS; i++) {
      byte[] key = RowKeys.itemKey(table.partition(), new TrackedItem("item-" + i).key());
      byte[] row = table.leader().engine.get(key);
      byte[] item = row == null ? null : ItemCodec.encode(StoredRow.of(row).item());
      assertThat(image(item)).isEqualTo(images.getOrDefault(HexFormat.of().formatHex(key), ""));
    }
  }

  private static String image(byte @Nullable [] item) {
    return item == null ? "" : new TreeMap<>(new ItemView(item).toItem().attributes()).toString();
  }
}
