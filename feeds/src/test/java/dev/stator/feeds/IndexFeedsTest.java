package dev.stator.feeds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.base.Marks;
import dev.stator.base.RandomSource;
import dev.stator.base.sim.SimNode;
import dev.stator.base.sim.Simulation;
import dev.stator.cluster.change.ChangePlace;
import dev.stator.cluster.change.ChangeRecord;
import dev.stator.cluster.change.ChangeRecord.Kind;
import dev.stator.cluster.change.FeedState;
import dev.stator.cluster.change.IndexOperation;
import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.GlobalIndex;
import dev.stator.cluster.table.IndexStatus;
import dev.stator.cluster.table.OnDemandMax;
import dev.stator.cluster.table.PartitionRange;
import dev.stator.cluster.table.PartitionTraits;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.cluster.table.TableDirectory;
import dev.stator.cluster.table.TableIndexes;
import dev.stator.cluster.table.TableStatus;
import dev.stator.cluster.table.Throughput;
import dev.stator.model.AttributeValue;
import dev.stator.model.DynamoNumber;
import dev.stator.model.Item;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.ScalarType;
import dev.stator.model.index.IndexDefinition;
import dev.stator.model.index.IndexKeys;
import dev.stator.model.index.Projection;
import dev.stator.model.item.ItemCodec;
import dev.stator.model.key.HashRange;
import dev.stator.model.key.PrimaryKey;
import dev.stator.model.key.RowKeys;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A partition's changes come to an index of two partitions through a network that loses, repeats
 * and delays, while leaders of the partition come and go: in the end the index is what the items
 * say.
 */
class IndexFeedsTest {
  private static final long MILLIS = 1_000_000L;
  private static final long SECOND = 1000 * MILLIS;
  private static final long BASE = 100;
  private static final long LEFT = 200;
  private static final long INDEX = 9;
  private static final KeySchema SCHEMA = new KeySchema(new KeyAttribute("k", ScalarType.N), null);
  private static final IndexDefinition DEFINITION =
      new IndexDefinition(
          "g",
          new IndexKeys(List.of(new KeyAttribute("g", ScalarType.N)), List.of()),
          Projection.ALL);
  private static final PartitionTraits TRAITS =
      new PartitionTraits(
          1,
          "t",
          SCHEMA,
          List.of(),
          List.of(new PartitionTraits.Global(INDEX, DEFINITION)),
          null,
          null);

  @Test
  void theIndexEndsAsTheItemsSay() {
    for (int seed = 1; seed <= 150; seed++) {
      try {
        new World(seed).run();
      } catch (Throwable failure) {
        throw new AssertionError("seed " + seed, failure);
      }
    }
  }

  @Test
  void anIdleFeedAsksForNothing() {
    World world = new World(1);
    world.faults = false;
    world.lead();
    world.simulation.runFor(5 * SECOND);
    world.write();
    world.simulation.runFor(5 * SECOND);
    int asked = world.asked;
    assertThat(world.whole).isTrue();
    world.simulation.runFor(3600 * SECOND);
    assertThat(world.asked).isEqualTo(asked);
  }

  @Test
  void aStuckIndexKeepsNoOtherWaiting() {
    World world = new World(2);
    world.faults = false;
    world.stuck = true;
    world.lead();
    world.write();
    world.simulation.runFor(60 * SECOND);
    assertThat(world.kept).isEqualTo(ChangePlace.BEGINNING);
    world.stuck = false;
    world.simulation.runFor(5 * SECOND);
    assertThat(world.index()).isEqualTo(world.expected());
  }

  /** A partition and an index, both as simple as can be; a real partition's rules are node's. */
  private static final class World {
    private final Simulation simulation;
    private final RandomSource random;
    private final SimNode node;
    private final List<ChangeRecord> log = new ArrayList<>();
    private final TreeMap<Long, Item> items = new TreeMap<>();
    private final Map<Long, TreeMap<String, String>> rows = new TreeMap<>();
    private final Map<Long, ChangePlace> in = new TreeMap<>();
    private final TableDirectory tables = new TableDirectory();
    private @Nullable IndexFeeds feeds;
    private ChangePlace kept = ChangePlace.BEGINNING;
    private boolean whole;
    private boolean faults = true;
    private boolean stuck;
    private int asked;
    private int leaders;

    World(int seed) {
      simulation = new Simulation(seed);
      random = simulation.random();
      node = simulation.node("n");
      long half = 1L << 63;
      GlobalIndex index =
          new GlobalIndex(
              INDEX,
              DEFINITION,
              IndexStatus.ACTIVE,
              false,
              false,
              new Throughput(0, 0, 0, 0, 0),
              OnDemandMax.NONE,
              List.of(
                  new PartitionRange(LEFT, new HashRange(0, half)),
                  new PartitionRange(LEFT + 1, new HashRange(half, 0))));
      tables.publish(
          new TableDescriptor(
                  "t",
                  "id",
                  SCHEMA,
                  TableStatus.ACTIVE,
                  1,
                  true,
                  0,
                  new Throughput(0, 0, 0, 0, 0),
                  false,
                  new TreeMap<>(),
                  List.of(new PartitionRange(BASE, HashRange.ALL)))
              .with(TableStatus.ACTIVE, new TableIndexes(List.of(), List.of(index)), 1));
    }

    void run() {
      lead();
      for (int i = 0; i < 300; i++) {
        write();
        simulation.runFor(random.nextInt(30) * MILLIS);
        if (random.chance(0.02)) {
          lead();
        }
      }
      faults = false;
      simulation.runFor(30 * SECOND);
      assertThat(index()).isEqualTo(expected());
      assertThat(kept).isEqualTo(log.getLast().place());
      assertThat(whole).isTrue();
    }

    /** Another leader; the one before may still have messages under way. */
    void lead() {
      IndexFeeds before = feeds;
      if (before != null) {
        before.leadsNoMore(BASE);
      }
      leaders++;
      IndexFeeds next =
          new IndexFeeds(
              this::local,
              this::send,
              tables,
              node.clock(),
              node.scheduler().serial("feeds" + leaders),
              new FeedOptions(
                  1 + random.nextInt(20),
                  1 << 20,
                  1,
                  200 * MILLIS,
                  5,
                  MILLIS,
                  5 * MILLIS,
                  100 * MILLIS,
                  Marks.NONE));
      feeds = next;
      next.leads(BASE, TRAITS);
    }

    void write() {
      long k = random.nextInt(8);
      Item old = items.get(k);
      Item item = null;
      if (old == null || random.chance(0.8)) {
        Map<String, AttributeValue> attributes = new LinkedHashMap<>();
        attributes.put("k", number(k));
        if (random.chance(0.8)) {
          attributes.put("g", number(random.nextInt(4)));
        }
        attributes.put("v", number(random.nextInt(3)));
        item = new Item(attributes);
        items.put(k, item);
      } else {
        items.remove(k);
      }
      log.add(
          new ChangeRecord(
              new ChangePlace(log.size() + 1, 0),
              old == null ? Kind.INSERT : item == null ? Kind.REMOVE : Kind.MODIFY,
              false,
              1,
              0,
              RowKeys.itemKey(BASE, new PrimaryKey(number(k), null)),
              old == null ? null : ItemCodec.encode(old),
              item == null ? null : ItemCodec.encode(item)));
      if (feeds != null) {
        feeds.changed(BASE);
      }
    }

    private static AttributeValue number(long value) {
      return new AttributeValue.N(DynamoNumber.of(value));
    }

    private void local(PartitionRequest request, Consumer<PartitionResponse> reply) {
      asked++;
      PartitionResponse answer =
          switch (request) {
            case PartitionRequest.WalkFeed walk ->
                new PartitionResponse.Feeds(List.of(new FeedState(INDEX, kept, true, whole)));
            case PartitionRequest.KeepFeed keep -> {
              kept = keep.cursor().compareTo(kept) > 0 ? keep.cursor() : kept;
              whole |= keep.whole();
              yield new PartitionResponse.Done();
            }
            case PartitionRequest.ReadChanges read -> {
              List<ChangeRecord> rest =
                  log.stream().filter(c -> c.place().compareTo(read.after()) > 0).toList();
              boolean more = rest.size() > read.rowsMax();
              yield new PartitionResponse.Changes(
                  more ? rest.subList(0, read.rowsMax()) : rest, more);
            }
            default -> throw new AssertionError("asked for " + request);
          };
      boolean lost = faults && random.chance(0.1);
      simulation.after(
          random.nextInt(3) * MILLIS,
          () -> reply.accept(lost ? new PartitionResponse.Busy("lost") : answer));
    }

    private void send(PartitionRequest request, Consumer<PartitionResponse> reply) {
      asked++;
      PartitionRequest.ApplyIndex apply = (PartitionRequest.ApplyIndex) request;
      boolean arrives = !stuck && !(faults && random.chance(0.2));
      boolean heard = arrives && !(faults && random.chance(0.2));
      long delay = random.nextInt(20) * MILLIS;
      simulation.after(
          delay,
          () -> {
            if (arrives) {
              apply(apply);
            }
            reply.accept(
                heard ? new PartitionResponse.Done() : new PartitionResponse.Unknown("lost"));
          });
      if (arrives && faults && random.chance(0.2)) {
        simulation.after(delay + random.nextInt(500) * MILLIS, () -> apply(apply));
      }
    }

    private void apply(PartitionRequest.ApplyIndex apply) {
      TreeMap<String, String> part =
          rows.computeIfAbsent(apply.partition(), any -> new TreeMap<>());
      ChangePlace before = in.getOrDefault(apply.partition(), ChangePlace.BEGINNING);
      for (IndexOperation operation : apply.operations()) {
        if (operation.place().compareTo(before) > 0) {
          String key = HexFormat.of().formatHex(operation.rowKey());
          byte[] item = operation.item();
          if (item == null) {
            part.remove(key);
          } else {
            part.put(key, ItemCodec.decode(item).toString());
          }
          in.put(apply.partition(), operation.place());
        }
      }
    }

    TreeSet<String> index() {
      TreeSet<String> all = new TreeSet<>();
      rows.values().forEach(part -> all.addAll(part.values()));
      return all;
    }

    TreeSet<String> expected() {
      TreeSet<String> all = new TreeSet<>();
      items.values().stream().filter(i -> i.get("g") != null).forEach(i -> all.add(i.toString()));
      return all;
    }
  }
}
