package dev.stator.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.cluster.table.DepartedTables;
import dev.stator.cluster.table.PartitionRange;
import dev.stator.cluster.table.PartitionTraits;
import dev.stator.cluster.table.TableControl.Outcome;
import dev.stator.cluster.table.TableControl.TableSpec;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.cluster.table.TableStatus;
import dev.stator.cluster.table.TableStream;
import dev.stator.cluster.table.TableStreams;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.ScalarType;
import dev.stator.model.stream.StreamViewType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tables that are deleted while their streams can be read. */
class DeparturesTest {
  private static final long STEPS_MAX = 24;
  private static final long MILLI_NANOS = 1_000_000L;

  private final List<Outcome> outcomes = new ArrayList<>();
  private FakeCluster cluster = new FakeCluster();

  @Test
  void partitionsStayForTheStreamAndGoADayLater() {
    AutoAdmin admin = cluster.boot();
    create(admin, "t");
    TableDescriptor table = Objects.requireNonNull(cluster.knowledge.tables().find("t"));
    admin.delete("t", outcomes::add);
    cluster.settle();
    assertThat(cluster.knowledge.tables().find("t")).isNull();
    assertThat(cluster.knowledge.tables().names("", 10)).isEmpty();
    TableDescriptor left = left("t");
    assertThat(left.partitions()).isEqualTo(table.partitions());
    assertThat(DepartedTables.nameOf(left)).isEqualTo("t");
    assertThat(TableStreams.enabled(left.settings())).isNull();
    for (PartitionRange range : table.partitions()) {
      PartitionTraits traits = Objects.requireNonNull(cluster.traits.get(range.id()));
      assertThat(traits.departed()).isTrue();
      assertThat(traits.stream()).isNull();
    }
    hosted(left);
    // The name is free, and another of it departs as well.
    create(admin, "t");
    admin.delete("t", outcomes::add);
    cluster.settle();
    assertThat(DepartedTables.find(cluster.knowledge.tables(), "t")).hasSize(2);

    cluster.simulation.runFor(TableStream.RETENTION_MS * MILLI_NANOS);
    cluster.settle();
    assertThat(cluster.knowledge.tables().all()).isEmpty();
    assertThat(cluster.hosted).isEmpty();
    assertThat(cluster.knowledge.placements().all()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(FakeCluster.Failure.class)
  void aDepartureEndsWhereverItFails(FakeCluster.Failure failure) {
    for (long step = 1; step <= STEPS_MAX; step++) {
      cluster = new FakeCluster();
      AutoAdmin admin = cluster.boot();
      create(admin, "t");
      cluster.failAt(step, failure);
      admin.delete("t", outcomes::add);
      cluster.settle();
      cluster.failAt(Long.MAX_VALUE / 2, failure);
      admin = cluster.boot();
      admin.resume();
      cluster.settle();
      TableDescriptor living = cluster.knowledge.tables().find("t");
      if (living == null) {
        hosted(left("t"));
        cluster.reconcile(admin);
        hosted(left("t"));
      } else {
        assertThat(living.status()).as("step " + step).isEqualTo(TableStatus.ACTIVE);
        assertThat(cluster.knowledge.tables().all()).hasSize(1);
      }
    }
  }

  @Test
  void aNewLeaderGoesOnWaiting() {
    AutoAdmin admin = cluster.boot();
    create(admin, "t");
    admin.delete("t", outcomes::add);
    cluster.settle();
    cluster.simulation.runFor(TableStream.RETENTION_MS / 2 * MILLI_NANOS);
    cluster.boot().resume();
    cluster.settle();
    hosted(left("t"));
    cluster.simulation.runFor(TableStream.RETENTION_MS / 2 * MILLI_NANOS);
    cluster.settle();
    assertThat(cluster.knowledge.tables().all()).isEmpty();
    assertThat(cluster.hosted).isEmpty();
  }

  @Test
  void theFirstOfTooManyGoesAtOnce() {
    AutoAdmin admin = cluster.boot();
    for (int i = 0; i <= Departures.DEPARTED_MAX; i++) {
      create(admin, "t" + i);
      admin.delete("t" + i, outcomes::add);
      cluster.settle();
    }
    assertThat(cluster.knowledge.tables().all()).hasSize(Departures.DEPARTED_MAX);
    assertThat(DepartedTables.find(cluster.knowledge.tables(), "t0")).isEmpty();
  }

  @Test
  void aTableWithoutAStreamLeavesNothing() {
    AutoAdmin admin = cluster.boot();
    admin.create(spec("t", new TreeMap<>()), outcomes::add);
    cluster.settle();
    admin.delete("t", outcomes::add);
    cluster.settle();
    assertThat(cluster.knowledge.tables().all()).isEmpty();
  }

  private TableDescriptor left(String name) {
    List<TableDescriptor> found = DepartedTables.find(cluster.knowledge.tables(), name);
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().status()).isEqualTo(TableStatus.DEPARTED);
    return found.getFirst();
  }

  private void hosted(TableDescriptor table) {
    TreeSet<Long> partitions = new TreeSet<>();
    cluster.hosted.forEach(replica -> partitions.add(replica.partition()));
    assertThat(partitions)
        .containsExactlyElementsOf(table.partitions().stream().map(PartitionRange::id).toList());
  }

  private void create(AutoAdmin admin, String name) {
    admin.create(
        spec(name, new TreeMap<>(TableStreams.wanted(StreamViewType.KEYS_ONLY))), outcomes::add);
    cluster.settle();
  }

  private static TableSpec spec(String name, TreeMap<String, String> settings) {
    return new TableSpec(
        name,
        new KeySchema(new KeyAttribute("k", ScalarType.S), null),
        false,
        1,
        1500,
        false,
        settings);
  }
}
