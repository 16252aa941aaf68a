package dev.stator.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.cluster.table.GlobalIndex;
import dev.stator.cluster.table.IndexChange;
import dev.stator.cluster.table.IndexSpec;
import dev.stator.cluster.table.IndexStatus;
import dev.stator.cluster.table.OnDemandMax;
import dev.stator.cluster.table.PartitionRange;
import dev.stator.cluster.table.PartitionTraits;
import dev.stator.cluster.table.TableControl.Outcome;
import dev.stator.cluster.table.TableControl.TableChange;
import dev.stator.cluster.table.TableControl.TableSpec;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.cluster.table.TableStatus;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.ScalarType;
import dev.stator.model.index.IndexDefinition;
import dev.stator.model.index.IndexKeys;
import dev.stator.model.index.Projection;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Indexes come and go with their partitions, whatever fails on the way. */
class IndexProceduresTest {
  private static final long STEPS_MAX = 30;

  private final List<Outcome> outcomes = new ArrayList<>();
  private FakeCluster cluster = new FakeCluster();

  @Test
  void aTableComesWithItsIndexes() {
    AutoAdmin admin = cluster.boot();
    create(admin, "one", "two");
    assertThat(begun(0).indexes().global())
        .extracting(GlobalIndex::status)
        .containsOnly(IndexStatus.CREATING);
    TableDescriptor table = table();
    assertThat(table.status()).isEqualTo(TableStatus.ACTIVE);
    assertThat(table.indexes().idle()).isTrue();
    assertThat(table.allPartitions()).hasSize(9);
    hostedOnAll();
    assertThat(knownTo(table)).containsExactly("one", "two");
    admin.delete("t", outcomes::add);
    cluster.settle();
    assertThat(cluster.hosted).isEmpty();
    assertThat(cluster.knowledge.placements().all()).isEmpty();
  }

  @Test
  void anIndexThatIsAddedIsFilledFirst() {
    AutoAdmin admin = cluster.boot();
    create(admin, "one");
    long id = table().allPartitions().getLast().id() + 1;
    cluster.filling.add(id);
    admin.update(add("two"), outcomes::add);
    cluster.settle();
    GlobalIndex begun = index(begun(1), "two");
    assertThat(begun(1).status()).isEqualTo(TableStatus.UPDATING);
    assertThat(begun.status()).isEqualTo(IndexStatus.CREATING);
    assertThat(begun.backfilling()).isFalse();
    assertThat(table().status()).isEqualTo(TableStatus.ACTIVE);
    assertThat(index(table(), "two").backfilling()).isTrue();
    assertThat(knownTo(table())).containsExactly("one", "two");
    admin.delete("t", outcomes::add);
    admin.update(add("three"), outcomes::add);
    admin.update(remove("one"), outcomes::add);
    cluster.settle();
    refused(2, "Cannot delete table while indexes are being created, updated, or deleted.");
    refused(3, "Only 1 online index can be created or deleted simultaneously per table");
    refused(4, "Only 1 online index can be created or deleted simultaneously per table");
    cluster.filling.clear();
    cluster.settle();
    assertThat(index(table(), "two").status()).isEqualTo(IndexStatus.ACTIVE);
    assertThat(table().indexes().idle()).isTrue();
    hostedOnAll();
  }

  @Test
  void anIndexThatIsBeingFilledCanGo() {
    AutoAdmin admin = cluster.boot();
    create(admin, "one");
    cluster.filling.add(table().allPartitions().getLast().id() + 1);
    admin.update(add("two"), outcomes::add);
    cluster.settle();
    admin.update(remove("two"), outcomes::add);
    cluster.settle();
    assertThat(index(begun(2), "two").status()).isEqualTo(IndexStatus.DELETING);
    assertThat(table().indexes().global()).extracting(GlobalIndex::name).containsExactly("one");
    assertThat(table().status()).isEqualTo(TableStatus.ACTIVE);
    assertThat(knownTo(table())).containsExactly("one");
    hostedOnAll();
  }

  @Test
  void capacityOfAnIndexChangesWithoutTheTable() {
    AutoAdmin admin = cluster.boot();
    create(admin, "one");
    admin.update(change(new IndexChange.Update("one", 7L, 8L, null)), outcomes::add);
    cluster.settle();
    assertThat(begun(1).status()).isEqualTo(TableStatus.ACTIVE);
    assertThat(index(begun(1), "one").status()).isEqualTo(IndexStatus.UPDATING);
    assertThat(index(table(), "one").status()).isEqualTo(IndexStatus.ACTIVE);
    assertThat(index(table(), "one").throughput().readUnits()).isEqualTo(7);
  }

  @ParameterizedTest
  @EnumSource(FakeCluster.Failure.class)
  void anAdditionEndsWhereverItFails(FakeCluster.Failure failure) {
    for (long step = 1; step <= STEPS_MAX; step++) {
      failAt(step, failure, add("two"));
      TableDescriptor table = table();
      assertThat(table.status()).as("step " + step).isEqualTo(TableStatus.ACTIVE);
      assertThat(table.indexes().idle()).as("step " + step).isTrue();
      assertThat(table.indexes().global()).hasSizeBetween(1, 2);
      settled(step);
    }
  }

  @ParameterizedTest
  @EnumSource(FakeCluster.Failure.class)
  void aRemovalEndsWhereverItFails(FakeCluster.Failure failure) {
    for (long step = 1; step <= STEPS_MAX; step++) {
      failAt(step, failure, remove("one"));
      TableDescriptor table = table();
      assertThat(table.status()).as("step " + step).isEqualTo(TableStatus.ACTIVE);
      assertThat(table.indexes().idle()).as("step " + step).isTrue();
      assertThat(table.indexes().global()).hasSizeBetween(0, 1);
      settled(step);
    }
  }

  private void failAt(long step, FakeCluster.Failure failure, TableChange change) {
    cluster = new FakeCluster();
    AutoAdmin admin = cluster.boot();
    create(admin, "one");
    cluster.failAt(step, failure);
    admin.update(change, outcomes::add);
    cluster.settle();
    cluster.failAt(Long.MAX_VALUE / 2, failure);
    if (failure == FakeCluster.Failure.CRASH_BEFORE || failure == FakeCluster.Failure.CRASH_AFTER) {
      cluster.boot().resume();
      cluster.settle();
    }
  }

  /** What is hosted is what the table has, and its partitions know its indexes. */
  private void settled(long step) {
    AutoAdmin admin = cluster.boot();
    admin.resume();
    cluster.settle();
    cluster.reconcile(admin);
    hostedOnAll();
    assertThat(knownTo(table()))
        .as("step " + step)
        .isEqualTo(table().indexes().global().stream().map(GlobalIndex::name).toList());
    assertThat(cluster.knowledge.placements().all())
        .as("step " + step)
        .hasSize(table().allPartitions().size());
  }

  private List<String> knownTo(TableDescriptor table) {
    Set<List<String>> known = new java.util.LinkedHashSet<>();
    for (PartitionRange range : table.partitions()) {
      PartitionTraits traits = Objects.requireNonNull(cluster.traits.get(range.id()));
      known.add(traits.global().stream().map(global -> global.definition().name()).toList());
    }
    assertThat(known).hasSize(1);
    return known.iterator().next();
  }

  private void refused(int outcome, String message) {
    assertThat(((Outcome.Refused) outcomes.get(outcome)).error()).hasMessageContaining(message);
  }

  private void create(AutoAdmin admin, String... indexes) {
    admin.create(
        new TableSpec(
            "t",
            new KeySchema(new KeyAttribute("k", ScalarType.S), null),
            false,
            1,
            2500,
            false,
            new TreeMap<>(),
            List.of(),
            java.util.Arrays.stream(indexes).map(IndexProceduresTest::spec).toList()),
        outcomes::add);
    cluster.settle();
  }

  private static IndexSpec spec(String name) {
    return new IndexSpec(
        new IndexDefinition(
            name,
            new IndexKeys(List.of(new KeyAttribute(name, ScalarType.S)), List.of()),
            Projection.ALL),
        1,
        2500,
        OnDemandMax.NONE);
  }

  private static TableChange add(String index) {
    return change(new IndexChange.Create(spec(index)));
  }

  private static TableChange remove(String index) {
    return change(new IndexChange.Delete(index));
  }

  private static TableChange change(IndexChange change) {
    return new TableChange(
        "t", null, null, null, null, new TreeMap<>(), List.of(), List.of(change));
  }

  private TableDescriptor table() {
    return Objects.requireNonNull(cluster.knowledge.tables().find("t"));
  }

  private static GlobalIndex index(TableDescriptor table, String name) {
    return Objects.requireNonNull(table.indexes().global(name));
  }

  private TableDescriptor begun(int number) {
    return ((Outcome.Begun) outcomes.get(number)).table();
  }

  private void hostedOnAll() {
    Set<FakeCluster.Hosted> all = new TreeSet<>();
    for (PartitionRange range : table().allPartitions()) {
      FakeCluster.NODES.forEach(node -> all.add(new FakeCluster.Hosted(range.id(), node)));
    }
    assertThat(cluster.hosted).isEqualTo(all);
  }
}
