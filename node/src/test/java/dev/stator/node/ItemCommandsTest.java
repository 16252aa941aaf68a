package dev.stator.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.base.Bytes;
import dev.stator.base.sim.Simulation;
import dev.stator.cluster.change.ChangePlace;
import dev.stator.cluster.change.ChangeRecord;
import dev.stator.cluster.change.ChangeRecord.Kind;
import dev.stator.cluster.change.Shard;
import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionRequest.Mutation;
import dev.stator.cluster.message.PartitionRequest.ReturnValues;
import dev.stator.cluster.message.PartitionRequest.WriteItem;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.PartitionTraits;
import dev.stator.cluster.table.TableStream;
import dev.stator.model.AttributeValue;
import dev.stator.model.ErrorCode;
import dev.stator.model.Item;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.ScalarType;
import dev.stator.model.expression.Condition;
import dev.stator.model.expression.ConditionExpression;
import dev.stator.model.expression.DocumentPath;
import dev.stator.model.index.IndexDefinition;
import dev.stator.model.index.IndexKeys;
import dev.stator.model.index.Projection;
import dev.stator.model.item.EncodedItem;
import dev.stator.model.item.ItemCodec;
import dev.stator.model.item.StoredRow;
import dev.stator.model.key.IndexRowKeys;
import dev.stator.model.key.PrimaryKey;
import dev.stator.model.key.RowKeys;
import dev.stator.model.stream.StreamViewType;
import dev.stator.storage.engine.Batch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a write brings with it: change records, shards, rows of local indexes, and refusals. */
class ItemCommandsTest {
  private static final long P = Writes.PARTITION;
  private static final KeySchema SCHEMA =
      new KeySchema(new KeyAttribute("k", ScalarType.S), new KeyAttribute("s", ScalarType.N));
  private static final AttributeValue HASH = new AttributeValue.S("a");
  private static final PrimaryKey KEY = new PrimaryKey(HASH, Writes.number(1));
  private static final long SECOND = 1_000_000_000L;
  private static final IndexDefinition LOCAL =
      new IndexDefinition(
          "local",
          new IndexKeys(List.of(SCHEMA.partitionKey()), List.of(key("x", ScalarType.N))),
          new Projection(Projection.Type.INCLUDE, List.of("y")));
  private static final IndexDefinition SECOND_LOCAL =
      new IndexDefinition(
          "second",
          new IndexKeys(List.of(SCHEMA.partitionKey()), List.of(key("z", ScalarType.N))),
          Projection.KEYS_ONLY);
  private static final PartitionTraits.Global GLOBAL =
      new PartitionTraits.Global(
          9,
          new IndexDefinition(
              "global",
              new IndexKeys(List.of(key("g", ScalarType.S)), List.of()),
              Projection.KEYS_ONLY));

  private final Simulation simulation = new Simulation(1);
  private final TestReplica at = new TestReplica(simulation);
  private final List<PartitionResponse> answers = new ArrayList<>();
  private long version;

  private static KeyAttribute key(String name, ScalarType type) {
    return new KeyAttribute(name, type);
  }

  @Test
  void eachChangeIsARecordAndNoChangeIsNone() {
    lead(List.of(), List.of(), StreamViewType.NEW_AND_OLD_IMAGES);
    put("x", Writes.number(1));
    put("x", Writes.number(1));
    put("x", Writes.number(2));
    write(new Mutation.Delete());
    write(new Mutation.Delete());
    at.commitAll();
    List<ChangeRecord> changes = changes();
    assertThat(changes)
        .extracting(ChangeRecord::kind)
        .containsExactly(Kind.INSERT, Kind.MODIFY, Kind.REMOVE);
    assertThat(changes).extracting(c -> number(c.oldImage(), "x")).containsExactly(null, 1L, 2L);
    assertThat(changes).extracting(c -> number(c.newImage(), "x")).containsExactly(1L, 2L, null);
    assertThat(changes).extracting(ChangeRecord::place).isSorted();
    assertThat(changes).allMatch(c -> java.util.Arrays.equals(c.rowKey(), RowKeys.itemKey(P, KEY)));
  }

  @Test
  void nobodyToldMeansNoRecords() {
    at.leads();
    put("x", Writes.number(1));
    at.commitAll();
    lead(List.of(LOCAL), List.of(), null);
    put("x", Writes.number(2));
    at.commitAll();
    assertThat(changes()).isEmpty();
  }

  @Test
  void imagesAreKeptForThoseWhoNeedThem() {
    lead(List.of(), List.of(), StreamViewType.KEYS_ONLY);
    put("x", Writes.number(1));
    put("x", Writes.number(2));
    lead(List.of(), List.of(GLOBAL), StreamViewType.KEYS_ONLY);
    put("x", Writes.number(3));
    at.commitAll();
    assertThat(changes())
        .extracting(c -> number(c.oldImage(), "x"))
        .containsExactly(null, null, 2L);
    assertThat(changes())
        .extracting(c -> number(c.newImage(), "x"))
        .containsExactly(null, null, 3L);
  }

  @Test
  void ttlSaysThatItDeleted() {
    lead(List.of(), List.of(), StreamViewType.KEYS_ONLY);
    simulation.runFor(3600 * SECOND);
    put("ttl", Writes.number(simulation.node("a").clock().wallMillis() / 1000 - 5));
    at.commitAll();
    at.replica.expire(RowKeys.itemKey(P, KEY), "ttl", answers::add);
    at.commitAll();
    assertThat(changes()).extracting(ChangeRecord::expired).containsExactly(false, true);
  }

  @Test
  void shardsFollowEachOther() {
    lead(List.of(), List.of(), StreamViewType.KEYS_ONLY);
    put("x", Writes.number(1));
    at.commitAll();
    simulation.runFor(5 * 3600 * SECOND);
    assertThat(shards()).hasSize(1).allMatch(Shard::open);
    put("x", Writes.number(2));
    put("x", Writes.number(3));
    at.commitAll();
    lead(List.of(), List.of(), null);
    at.commitAll();
    List<Shard> shards = shards();
    List<ChangePlace> places = changes().stream().map(ChangeRecord::place).toList();
    assertThat(shards).hasSize(2).noneMatch(Shard::open);
    assertThat(shards.get(1).beginIndex()).isEqualTo(shards.get(0).endIndex());
    assertThat(places.get(0).index())
        .isBetween(shards.get(0).beginIndex() + 1, shards.get(0).endIndex());
    assertThat(places.get(1).index()).isGreaterThan(shards.get(1).beginIndex());
    assertThat(places.get(2).index()).isLessThanOrEqualTo(shards.get(1).endIndex());
  }

  @Test
  void aNewLeaderGoesOnWithTheOpenShard() {
    lead(List.of(), List.of(), StreamViewType.KEYS_ONLY);
    at.commitAll();
    at.replica.notLeading(null);
    at.group.term = 2;
    at.replica.leading(2);
    simulation.runFor(5 * 3600 * SECOND);
    put("x", Writes.number(1));
    at.commitAll();
    put("x", Writes.number(2));
    at.commitAll();
    assertThat(shards()).hasSize(2);
    assertThat(shards().getFirst().open()).isFalse();
  }

  @Test
  void recordsGoWhenTheirDayIsOverAndThenThereIsQuiet() {
    lead(List.of(), List.of(), StreamViewType.KEYS_ONLY);
    put("x", Writes.number(1));
    at.commitAll();
    simulation.runFor(23 * 3600 * SECOND);
    assertThat(at.group.proposals).isEmpty();
    put("x", Writes.number(2));
    at.commitAll();
    simulation.runFor(2 * 3600 * SECOND);
    at.commitAll();
    assertThat(changes()).hasSize(1);
    lead(List.of(), List.of(), null);
    at.commitAll();
    simulation.runFor(TableStream.RETENTION_MS * 1_000_000 + 3600 * SECOND);
    at.commitAll();
    assertThat(changes()).isEmpty();
    assertThat(simulation.runUntilIdle(48 * 3600 * SECOND)).as("no timer without changes").isTrue();
    assertThat(at.group.proposals).isEmpty();
  }

  @Test
  void recordsWaitForTheFeed() {
    lead(List.of(), List.of(GLOBAL), null);
    at.commitAll();
    at.replica.keep(new PartitionRequest.WalkFeed(P, 9, 10), answers::add);
    at.commitAll();
    put("g", new AttributeValue.S("1"));
    put("g", new AttributeValue.S("2"));
    at.commitAll();
    simulation.runFor(600 * SECOND);
    assertThat(at.group.proposals).isEmpty();
    ChangePlace first = changes().getFirst().place();
    at.replica.keep(new PartitionRequest.KeepFeed(P, 9, first, false), answers::add);
    at.commitAll();
    simulation.runFor(70 * SECOND);
    at.commitAll();
    assertThat(changes()).hasSize(1).noneMatch(c -> c.place().equals(first));
  }

  @Test
  void localIndexRowsComeAndGoWithTheirItem() {
    lead(List.of(LOCAL), List.of(), null);
    put("x", Writes.number(1), "y", Writes.number(7), "z", Writes.number(8));
    at.commitAll();
    assertThat(local(1)).isEqualTo(item("x", Writes.number(1), "y", Writes.number(7)));
    put("x", Writes.number(2));
    at.commitAll();
    assertThat(local(1)).isNull();
    assertThat(local(2)).isEqualTo(item("x", Writes.number(2)));
    put("y", Writes.number(2));
    at.commitAll();
    assertThat(local(2)).isNull();
    put("x", Writes.number(3));
    write(new Mutation.Delete());
    at.commitAll();
    assertThat(local(3)).isNull();
    assertThat(collection()).isZero();
    assertThat(at.replica.statistics())
        .isEqualTo(new PartitionResponse.Statistics(0, 0, List.of(PartitionResponse.Count.NONE)));
  }

  @Test
  void aShardThatEndedGoesADayLaterWithoutAnyRecord() {
    lead(List.of(), List.of(), StreamViewType.KEYS_ONLY);
    at.commitAll();
    lead(List.of(), List.of(), null);
    at.commitAll();
    assertThat(shards()).hasSize(1).noneMatch(Shard::open);
    at.replica.notLeading(null);
    at.group.term++;
    at.replica.leading(at.group.term);
    simulation.runFor((TableStream.RETENTION_MS - 100_000) * 1_000_000L);
    assertThat(at.group.proposals).isEmpty();
    simulation.runFor(200 * SECOND);
    at.commitAll();
    assertThat(shards()).isEmpty();
  }

  @Test
  void rowsOfLocalIndexesAreCounted() {
    lead(List.of(LOCAL, SECOND_LOCAL), List.of(), null);
    assertThat(at.replica.statistics()).isEqualTo(new PartitionResponse.Statistics(0, 0));
    put("x", Writes.number(1), "y", Writes.number(7), "z", Writes.number(8));
    put("x", Writes.number(1), "z", Writes.number(1));
    at.commitAll();
    assertThat(counts())
        .containsExactly(
            new PartitionResponse.Count(1, size("x", Writes.number(1))),
            new PartitionResponse.Count(1, size("z", Writes.number(1))));
    put("x", Writes.number(1), "y", Writes.number(7));
    at.commitAll();
    assertThat(counts())
        .containsExactly(
            new PartitionResponse.Count(1, size("x", Writes.number(1), "y", Writes.number(7))),
            PartitionResponse.Count.NONE);
  }

  private List<PartitionResponse.Count> counts() {
    return ((PartitionResponse.Statistics) at.replica.statistics()).local();
  }

  private static long size(Object... attributes) {
    return EncodedItem.of(item(attributes)).sizeBytes();
  }

  @Test
  void aPutHasToFitTheIndexesBeforeItsConditionIsLookedAt() {
    lead(List.of(LOCAL), List.of(GLOBAL), null);
    ConditionExpression never = new ConditionExpression(new Condition.Exists(DocumentPath.of("q")));
    at.replica.write(
        new WriteItem(
            P,
            SCHEMA,
            KEY,
            new Mutation.Put(EncodedItem.of(item("g", Writes.number(1)))),
            never,
            ReturnValues.NONE,
            false),
        answers::add);
    assertThat(answers.getLast()).isInstanceOf(PartitionResponse.Refused.class);
    at.replica.write(
        new WriteItem(
            P, SCHEMA, KEY, Writes.update("SET g = :v", 1), never, ReturnValues.NONE, false),
        answers::add);
    assertThat(answers.getLast()).isInstanceOf(PartitionResponse.ConditionFailed.class);
  }

  @Test
  void ofSeveralIndexesTheFirstByNameIsNamed() {
    lead(List.of(named("b", "x"), named("aa", "x")), List.of(), null);
    put("x", new AttributeValue.S("1"));
    assertThat(((PartitionResponse.Refused) answers.getLast()).error().message())
        .endsWith("Type mismatch for Index Key x Expected: N Actual: S IndexName: aa");
  }

  private static IndexDefinition named(String name, String key) {
    return new IndexDefinition(
        name,
        new IndexKeys(List.of(SCHEMA.partitionKey()), List.of(key(key, ScalarType.N))),
        Projection.KEYS_ONLY);
  }

  @Test
  void tooManyChangesThatWaitThrottleAlsoANewLeadersWriters() {
    long bytes = NodeOptions.DEFAULT.changesWaitingBytesMax();
    assertThat(bytes).isEqualTo(256L << 20);
    TestReplica small =
        new TestReplica(simulation, NodeOptions.DEFAULT.withChangesWaitingBytesMax(2_000));
    small.leads();
    small.replica.keep(
        new PartitionRequest.Configure(
            P, new PartitionTraits(1, "t", SCHEMA, List.of(), List.of(GLOBAL), null, null)),
        answer -> {});
    small.commitAll();
    int taken = fill(small);
    assertThat(taken).isBetween(5, 100);
    // Another leader finds what waits.
    small.replica.notLeading(null);
    small.group.term++;
    small.replica.leading(small.group.term);
    simulation.runFor(SECOND);
    assertThat(fill(small)).isLessThan(taken / 2);
    small.replica.keep(new PartitionRequest.WalkFeed(P, GLOBAL.id(), 10), answer -> {});
    small.commitAll();
    small.replica.keep(
        new PartitionRequest.KeepFeed(
            P, GLOBAL.id(), ChangePlace.endOf(small.replica.appliedIndex()), false),
        answer -> {});
    small.commitAll();
    assertThat(fill(small)).isGreaterThan(taken / 2);
  }

  /** How many writes are taken before one is throttled. */
  private static int fill(TestReplica replica) {
    List<PartitionResponse> refused = new ArrayList<>();
    int taken = 0;
    while (refused.isEmpty() && taken < 1_000) {
      taken++;
      replica.replica.write(
          new WriteItem(
              P,
              SCHEMA,
              KEY,
              new Mutation.Put(EncodedItem.of(item("x", Writes.number(taken)))),
              null,
              ReturnValues.NONE,
              false),
          answer -> {
            if (answer instanceof PartitionResponse.Refused) {
              refused.add(answer);
            }
          });
      if (!replica.group.proposals.isEmpty()) {
        replica.commitAll();
      }
    }
    assertThat(((PartitionResponse.Refused) refused.getFirst()).error().code())
        .isEqualTo(ErrorCode.PROVISIONED_THROUGHPUT_EXCEEDED);
    return taken;
  }

  @Test
  void anItemCollectionHasASizeAndALimit() {
    lead(List.of(LOCAL), List.of(), null);
    put("x", Writes.number(1));
    at.commitAll();
    long both = 2L * EncodedItem.of(item("x", Writes.number(1))).sizeBytes();
    assertThat(collection()).isEqualTo(both);
    assertThat(((PartitionResponse.Written) answers.getLast()).collectionBytes()).isEqualTo(both);
    Batch full = new Batch();
    byte[] bytes = new byte[Long.BYTES];
    Bytes.putLong(bytes, 0, ItemCommands.COLLECTION_BYTES_MAX);
    full.put(RowKeys.collectionKey(P, HASH), bytes);
    at.engine.write(full);
    put("x", Writes.number(1), "z", Writes.number(1));
    assertThat(((PartitionResponse.Refused) answers.getLast()).error().code())
        .isEqualTo(ErrorCode.ITEM_COLLECTION_SIZE_LIMIT_EXCEEDED);
    write(new Mutation.Delete());
    at.commitAll();
    assertThat(collection()).isEqualTo(ItemCommands.COLLECTION_BYTES_MAX - both);
  }

  @Test
  void anItemThatFitsNoIndexIsRefused() {
    lead(List.of(LOCAL), List.of(GLOBAL), null);
    put("g", Writes.number(1));
    put("x", new AttributeValue.S("1"));
    put("g", new AttributeValue.S(""));
    put("g", new AttributeValue.S("g".repeat(2049)));
    assertThat(answers)
        .filteredOn(PartitionResponse.Refused.class::isInstance)
        .extracting(answer -> ((PartitionResponse.Refused) answer).error().message())
        .containsExactly(
            "One or more parameter values were invalid: Type mismatch for Index Key g Expected: S"
                + " Actual: N IndexName: global",
            "One or more parameter values were invalid: Type mismatch for Index Key x Expected: N"
                + " Actual: S IndexName: local",
            "One or more parameter values are not valid. A value specified for a secondary index"
                + " key is not supported. The AttributeValue for a key attribute cannot contain an"
                + " empty string value. IndexName: global, IndexKey: g",
            "One or more parameter values were invalid: Size of hashkey has exceeded the maximum"
                + " size limit of2048 bytes");
    put("x", Writes.number(1));
    at.commitAll();
    write(Writes.update("SET g = x", 1));
    write(Writes.update("SET z = :v", 1));
    assertThat(((PartitionResponse.Refused) answers.getLast()).error().message())
        .isEqualTo(
            "The update expression attempted to update the secondary index key to unsupported"
                + " type");
  }

  private void lead(
      List<IndexDefinition> local,
      List<PartitionTraits.Global> global,
      @Nullable StreamViewType view) {
    if (version == 0) {
      at.leads();
    }
    version++;
    PartitionTraits.Stream stream =
        view == null ? null : new PartitionTraits.Stream(5, "label", view);
    at.replica.keep(
        new PartitionRequest.Configure(
            P, new PartitionTraits(version, "t", SCHEMA, local, global, stream, "ttl")),
        answer -> {});
  }

  private void put(Object... attributes) {
    write(new Mutation.Put(EncodedItem.of(item(attributes))));
  }

  private void write(Mutation mutation) {
    at.replica.write(
        new WriteItem(P, SCHEMA, KEY, mutation, null, ReturnValues.NONE, false), answers::add);
  }

  private static Item item(Object... attributes) {
    Map<String, AttributeValue> all = new LinkedHashMap<>();
    all.put("k", HASH);
    all.put("s", Writes.number(1));
    for (int i = 0; i < attributes.length; i += 2) {
      all.put((String) attributes[i], (AttributeValue) attributes[i + 1]);
    }
    return new Item(all);
  }

  private List<ChangeRecord> changes() {
    PartitionResponse found =
        ChangeReader.changes(
            at.engine, new PartitionRequest.ReadChanges(P, ChangePlace.BEGINNING, 100, 1 << 20));
    return ((PartitionResponse.Changes) found).records();
  }

  private List<Shard> shards() {
    return ((PartitionResponse.Shards) ChangeReader.shards(at.engine, P, 0)).shards();
  }

  private @Nullable Item local(long x) {
    byte[] row = at.engine.get(IndexRowKeys.local(P, 0, Writes.number(x), KEY));
    return row == null ? null : StoredRow.of(row).item();
  }

  private long collection() {
    byte[] row = at.engine.get(RowKeys.collectionKey(P, HASH));
    return row == null ? 0 : Bytes.getLong(row, 0);
  }

  private static @Nullable Long number(byte @Nullable [] image, String name) {
    return image != null && ItemCodec.decode(image).get(name) instanceof AttributeValue.N n
        ? n.value().longValue()
        : null;
  }
}
