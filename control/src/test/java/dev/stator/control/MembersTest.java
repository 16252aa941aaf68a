package dev.stator.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.base.SerialExecutor;
import dev.stator.cluster.member.NodeInfo;
import dev.stator.cluster.member.Registration;
import dev.stator.cluster.table.TableControl.TableSpec;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.ScalarType;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes a, b and c in zones of their own, and d in the zone of a. */
class MembersTest {
  private static final NodeInfo D = new NodeInfo("d", "zone-a", "d:1", "d:2");
  private static final long STEPS_MAX = 6;

  private final List<String> said = new ArrayList<>();
  private final List<Registration> registrations = new ArrayList<>();
  private FakeCluster cluster = new FakeCluster();

  @Test
  void aNodeLeavesWhenNoPlacementNamesItAnyMore() {
    AutoAdmin admin = joined(5);
    place(5000, "d", "b", "c");
    admin.remove("d", said::add);
    cluster.settle();
    assertThat(said).containsExactly("");
    assertThat(cluster.knowledge.nodes().find("d")).isEqualTo(D);
    assertThat(cluster.knowledge.nodes().isLeaving("d")).isTrue();

    admin.create(table(), outcome -> {});
    cluster.settle();
    assertThat(cluster.knowledge.placements().all())
        .as("what is new does not come to it")
        .filteredOn(placement -> placement.partition() != 5000)
        .isNotEmpty()
        .allSatisfy(
            placement -> assertThat(placement.replicas()).noneMatch(one -> one.node().equals("d")));

    place(5000, "a", "b", "c");
    assertThat(cluster.knowledge.nodes().find("d")).isNull();
    assertThat(cluster.knowledge.nodes().isLeaving("d")).isTrue();
  }

  @Test
  void aNodeThatHasLeftMayJoinAgainAsANewOne() {
    AutoAdmin admin = joined(5);
    admin.remove("d", said::add);
    cluster.settle();
    assertThat(cluster.knowledge.nodes().find("d")).isNull();
    admin.create(table(), outcome -> {});
    cluster.settle();
    admin.register(D, 5, registrations::add);
    cluster.settle();
    assertThat(registrations.getLast().firstPartition()).isGreaterThan(1024);
    assertThat(cluster.knowledge.nodes().find("d")).isEqualTo(D);
    assertThat(cluster.knowledge.nodes().leaving()).isEmpty();
  }

  /** Its replicas are where they are: in three zones, as long as no name changes its own. */
  @ParameterizedTest
  @ValueSource(longs = {5, 6})
  void aNameStandsForOneZoneUntilItIsRemoved(long store) {
    AutoAdmin admin = joined(5);
    admin.register(new NodeInfo("d", "zone-b", "d:1", "d:2"), store, registrations::add);
    cluster.settle();
    assertThat(registrations.getLast().node()).isEqualTo(D);
    assertThat(cluster.knowledge.nodes().find("d")).isEqualTo(D);

    admin.remove("d", said::add);
    cluster.settle();
    NodeInfo moved = new NodeInfo("d", "zone-b", "d:1", "d:2");
    admin.register(moved, store, registrations::add);
    cluster.settle();
    assertThat(cluster.knowledge.nodes().find("d")).isEqualTo(moved);
  }

  @Test
  void aNodeThatRestartsWhileItLeavesIsTheSame() {
    AutoAdmin admin = joined(5);
    place(5000, "d", "b", "c");
    admin.remove("d", said::add);
    cluster.settle();
    NodeInfo moved = new NodeInfo("d", "zone-a", "d:3", "d:4");
    admin.register(moved, 5, registrations::add);
    cluster.settle();
    assertThat(cluster.knowledge.nodes().find("d")).isEqualTo(moved);
    assertThat(cluster.knowledge.nodes().isLeaving("d")).isTrue();
  }

  @Test
  void whoIsNeededStays() {
    AutoAdmin admin = cluster.boot();
    admin.remove("a", said::add);
    admin.remove("x", said::add);
    cluster.settle();
    assertThat(said)
        .containsExactly(
            "Without node a no other one of zone zone-a stays, and partitions need it: let another"
                + " node of that zone join first.",
            "There is no node x in this cluster.");
    said.clear();
    admin = joined(5);
    place(5000, "d", "b", "c");
    admin.remove("d", said::add);
    cluster.settle();
    admin.remove("d", said::add);
    admin.remove("a", said::add);
    cluster.settle();
    assertThat(said)
        .containsExactly(
            "",
            "",
            "Without node a no other one of zone zone-a stays, and partitions need it: let another"
                + " node of that zone join first.");
  }

  /** Both would be allowed by what is known when they ask. */
  @Test
  void aZonesLastTwoDoNotLeaveAtOnce() {
    AutoAdmin admin = joined(5);
    place(5000, "d", "b", "c");
    admin.remove("d", said::add);
    admin.remove("a", said::add);
    cluster.settle();
    assertThat(said)
        .containsExactlyInAnyOrder(
            "", "It is not settled yet whether another node leaves: ask again in a moment.");
    assertThat(cluster.knowledge.nodes().leaving()).containsExactly("d");
    said.clear();
    admin.remove("a", said::add);
    cluster.settle();
    assertThat(said).singleElement().asString().startsWith("Without node a no other one");
  }

  @Test
  void itCanBeTakenBack() {
    AutoAdmin admin = joined(5);
    place(5000, "d", "b", "c");
    admin.keep("d", said::add);
    admin.remove("d", said::add);
    cluster.settle();
    admin.keep("d", said::add);
    cluster.settle();
    assertThat(said).containsExactly("Node d is not leaving.", "", "");
    assertThat(cluster.knowledge.nodes().leaving()).isEmpty();
    place(5000, "a", "b", "c");
    assertThat(cluster.knowledge.nodes().find("d")).isEqualTo(D);
  }

  /** Whoever leads next goes on from what is written. */
  @ParameterizedTest
  @EnumSource(FakeCluster.Failure.class)
  void itEndsWhereverItFails(FakeCluster.Failure failure) {
    for (long step = 1; step <= STEPS_MAX; step++) {
      cluster = new FakeCluster();
      said.clear();
      AutoAdmin admin = joined(5);
      cluster.failAt(step, failure);
      admin.remove("d", said::add);
      cluster.settle();
      cluster.failAt(Long.MAX_VALUE / 2, failure);
      cluster.boot().resume();
      cluster.settle();
      boolean there = cluster.knowledge.nodes().find("d") != null;
      assertThat(cluster.knowledge.nodes().isLeaving("d")).as("step " + step).isNotEqualTo(there);
      assertThat(there && said.contains("")).as("noted and forgotten, step " + step).isFalse();
    }
  }

  /** A cluster that d has joined. */
  private AutoAdmin joined(long store) {
    AutoAdmin admin = cluster.boot();
    admin.register(D, store, registrations::add);
    cluster.settle();
    assertThat(registrations.getLast().node()).isEqualTo(D);
    return admin;
  }

  /** Has a partition's group report where it is, whatever it said before. */
  private void place(long partition, String... nodes) {
    SerialExecutor executor = cluster.simulation.node("x").scheduler().serial("x");
    SystemTableStore store = new SystemTableStore(cluster, executor);
    store.removePlacement(partition, removed -> {});
    store.insertPlacement(PlacementPlan.first(partition, List.of(nodes)), written -> {});
    cluster.settle();
  }

  private static TableSpec table() {
    return new TableSpec(
        "t",
        new KeySchema(new KeyAttribute("k", ScalarType.S), null),
        false,
        1,
        2500,
        false,
        new TreeMap<>());
  }
}
