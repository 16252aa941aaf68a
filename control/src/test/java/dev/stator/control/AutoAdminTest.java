package dev.stator.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.cluster.member.NodeInfo;
import dev.stator.cluster.member.Registration;
import dev.stator.cluster.table.PartitionRange;
import dev.stator.cluster.table.TableControl.Outcome;
import dev.stator.cluster.table.TableControl.TableChange;
import dev.stator.cluster.table.TableControl.TableSpec;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.cluster.table.TableStatus;
import dev.stator.model.ErrorCode;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.ScalarType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AutoAdminTest {
  private static final long STEPS_MAX = 24;
  private final List<Outcome> outcomes = new ArrayList<>();
  private FakeCluster cluster = new FakeCluster();

  @Test
  void createUpdateDelete() {
    AutoAdmin admin = cluster.boot();
    create(admin, "t");
    assertThat(outcomes).singleElement().isInstanceOf(Outcome.Begun.class);
    assertThat(begun(0).status()).isEqualTo(TableStatus.CREATING);
    assertThat(table("t").status()).isEqualTo(TableStatus.ACTIVE);
    hostedOnAll(table("t"));
    admin.update(change(9), outcomes::add);
    cluster.settle();
    assertThat(begun(1).status()).isEqualTo(TableStatus.UPDATING);
    assertThat(table("t").throughput().readUnits()).isEqualTo(9);
    admin.delete("t", outcomes::add);
    cluster.settle();
    assertThat(begun(2).status()).isEqualTo(TableStatus.DELETING);
    assertThat(cluster.knowledge.tables().all()).isEmpty();
    assertThat(cluster.hosted).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(FakeCluster.Failure.class)
  void creationEndsWhereverItFails(FakeCluster.Failure failure) {
    for (long step = 1; step <= STEPS_MAX; step++) {
      cluster = new FakeCluster();
      failAt(step, failure, null, (admin, name) -> admin.create(spec(name), outcomes::add));
      TableDescriptor left = cluster.knowledge.tables().find("t");
      assertThat(left == null || left.status() == TableStatus.ACTIVE).as("step " + step).isTrue();
      if (left != null) {
        servedByQuorums(left);
      }
      AutoAdmin admin = cluster.boot();
      admin.resume();
      cluster.settle();
      cluster.reconcile(admin);
      if (left == null) {
        assertThat(cluster.hosted).as("step " + step).isEmpty();
        assertThat(cluster.knowledge.placements().all()).as("step " + step).isEmpty();
      } else {
        hostedOnAll(left);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(FakeCluster.Failure.class)
  void updatesEndWhereverTheyFail(FakeCluster.Failure failure) {
    for (long step = 1; step <= STEPS_MAX; step++) {
      cluster = new FakeCluster();
      failAt(step, failure, "t", (admin, name) -> admin.update(change(9), outcomes::add));
      assertThat(table("t").status()).as("step " + step).isEqualTo(TableStatus.ACTIVE);
      assertThat(table("t").throughput().readUnits()).isIn(1L, 9L);
    }
  }

  @ParameterizedTest
  @EnumSource(FakeCluster.Failure.class)
  void deletionEndsWhereverItFails(FakeCluster.Failure failure) {
    for (long step = 1; step <= STEPS_MAX; step++) {
      cluster = new FakeCluster();
      failAt(step, failure, "t", (admin, name) -> admin.delete(name, outcomes::add));
      TableDescriptor left = cluster.knowledge.tables().find("t");
      assertThat(left == null || left.status() == TableStatus.ACTIVE).as("step " + step).isTrue();
      if (left != null) {
        servedByQuorums(left);
      }
      AutoAdmin admin = cluster.boot();
      admin.resume();
      cluster.settle();
      cluster.reconcile(admin);
      if (left == null) {
        assertThat(cluster.hosted).as("step " + step).isEmpty();
        assertThat(cluster.knowledge.placements().all()).as("step " + step).isEmpty();
      } else {
        hostedOnAll(left);
      }
    }
  }

  @Test
  void oneOfTwoCreationsOfOneNameWins() {
    AutoAdmin admin = cluster.boot();
    admin.create(spec("t"), outcomes::add);
    admin.create(spec("t"), outcomes::add);
    cluster.settle();
    assertThat(outcomes).hasSize(2).filteredOn(Outcome.Begun.class::isInstance).hasSize(1);
    assertThat(outcomes)
        .filteredOn(Outcome.Refused.class::isInstance)
        .singleElement()
        .satisfies(outcome ->
            assertThat(((Outcome.Refused) outcome).error().code())
                .isEqualTo(ErrorCode.RESOURCE_IN_USE));
    hostedOnAll(table("t"));
  }

  /** An activation that is repeated late must not undo the update that came in between. */
  @Test
  void aLateRepetitionDoesNotUndoALaterUpdate() {
    AutoAdmin admin = cluster.boot();
    create(admin, "t");
    cluster.failAt(2, FakeCluster.Failure.UNKNOWN_DONE);
    admin.update(change(9), outcomes::add);
    cluster.simulation.runFor(10_000_000L);
    assertThat(table("t").status()).isEqualTo(TableStatus.ACTIVE);
    // The second update's own activation is slow: the first one's repetition overtakes it.
    cluster.failAt(2, FakeCluster.Failure.UNKNOWN_UNDONE);
    admin.update(change(20), outcomes::add);
    cluster.settle();
    assertThat(table("t").status()).isEqualTo(TableStatus.ACTIVE);
    assertThat(table("t").throughput().readUnits()).isEqualTo(20);
  }

  @Test
  void leadersAreSpread() {
    AutoAdmin admin = cluster.boot();
    create(admin, "t");
    List<String> first = new ArrayList<>();
    cluster
        .knowledge
        .placements()
        .all()
        .forEach(placement -> first.add(placement.replicas().getFirst().node()));
    assertThat(first).containsExactlyInAnyOrder("a", "b", "c");
  }

  @Test
  void aNodeThatIsDownIsPassedOver() {
    cluster.down.add("b");
    AutoAdmin admin = cluster.boot();
    create(admin, "t");
    assertThat(table("t").status()).isEqualTo(TableStatus.ACTIVE);
    servedByQuorums(table("t"));
    assertThat(cluster.knowledge.placements().all())
        .allSatisfy(placement -> assertThat(placement.replicas()).hasSize(3));
    cluster.down.add("c");
    admin.create(spec("u"), outcomes::add);
    cluster.settle();
    assertThat(table("u").status()).isEqualTo(TableStatus.CREATING);
    cluster.down.clear();
    cluster.settle();
    assertThat(table("u").status()).isEqualTo(TableStatus.ACTIVE);
    cluster.down.add("a");
    admin.delete("t", outcomes::add);
    cluster.settle();
    assertThat(cluster.knowledge.tables().find("t")).isNull();
    assertThat(cluster.hosted).anyMatch(replica -> replica.node().equals("a"));
    cluster.down.clear();
    cluster.reconcile(admin);
    hostedOnAll(table("u"));
  }

  @Test
  void aPartitionThatItsNodesMayNotBeginAnyMoreIsPlacedAnew() {
    AutoAdmin admin = cluster.boot();
    cluster.down.addAll(List.of("b", "c"));
    admin.create(spec("t"), outcomes::add);
    cluster.settle();
    long last = begun(0).allPartitions().getLast().id();
    List.of("b", "c").forEach(node -> cluster.begins.put(node, last + 1));
    cluster.down.clear();
    for (int i = 0; i < 2 * begun(0).allPartitions().size(); i++) {
      cluster.settle();
    }
    assertThat(table("t").status()).isEqualTo(TableStatus.ACTIVE);
    assertThat(table("t").allPartitions()).allMatch(range -> range.id() > last);
    hostedOnAll(table("t"));
    assertThat(cluster.knowledge.placements().all()).hasSize(table("t").allPartitions().size());
  }

  @Test
  void aPartitionIsPlacedWhereItMayBegin() {
    AutoAdmin admin = cluster.boot();
    create(admin, "t");
    long last = table("t").allPartitions().getLast().id();
    // It has registered between the giving out of the ids and the choice of nodes.
    cluster.registers("b", last + 3);
    create(admin, "u");
    assertThat(table("u").status()).isEqualTo(TableStatus.ACTIVE);
    assertThat(table("u").allPartitions()).allMatch(range -> range.id() >= last + 3);
    cluster.knowledge.placements().all().stream()
        .filter(placement -> placement.partition() > last)
        .forEach(placement -> assertThat(placement.replicas()).hasSize(3));
  }

  /** What a deposed leader wrote last: a placement of a table that is gone meanwhile. */
  @Test
  void placementsWithoutATableAreRetired() {
    AutoAdmin admin = cluster.boot();
    create(admin, "t");
    admin.delete("t", outcomes::add);
    cluster.settle();
    new SystemTableStore(cluster, cluster.simulation.node("x").scheduler().serial("x"))
        .insertPlacement(PlacementPlan.first(1024, List.of("a", "b", "c")), response -> {});
    cluster.settle();
    assertThat(cluster.knowledge.placements().all()).hasSize(1);
    cluster.boot().resume();
    cluster.settle();
    assertThat(cluster.knowledge.placements().all()).isEmpty();
  }

  @Test
  void nodesRegisterAndALostFolderIsTold() {
    AutoAdmin admin = cluster.boot();
    create(admin, "t");
    List<Registration> answers = new ArrayList<>();
    NodeInfo d = new NodeInfo("d", "zone-a", "d:1", "d:2");
    admin.register(d, 5, answers::add);
    cluster.settle();
    admin.register(d, 5, answers::add);
    cluster.settle();
    admin.register(d, 6, answers::add);
    cluster.settle();
    create(admin, "u");
    admin.register(d, 6, answers::add);
    cluster.settle();
    long next = 1024 + table("t").partitions().size();
    assertThat(answers)
        .containsExactly(
            new Registration(d, 5, next),
            new Registration(d, 5, next),
            new Registration(d, 6, next),
            new Registration(d, 6, next));
    assertThat(cluster.knowledge.nodes().find("d")).isEqualTo(d);
  }

  @Test
  void whatIsNotThereOrInUseIsRefused() {
    AutoAdmin admin = cluster.boot();
    admin.delete("t", outcomes::add);
    admin.update(change(9), outcomes::add);
    cluster.settle();
    assertThat(outcomes)
        .allSatisfy(outcome ->
            assertThat(((Outcome.Refused) outcome).error().code())
                .isEqualTo(ErrorCode.RESOURCE_NOT_FOUND));
  }

  private void failAt(
      long step,
      FakeCluster.Failure failure,
      @Nullable String existing,
      BiConsumer<AutoAdmin, String> call) {
    AutoAdmin admin = cluster.boot();
    if (existing != null) {
      create(admin, existing);
    }
    cluster.failAt(step, failure);
    call.accept(admin, "t");
    cluster.settle();
    cluster.failAt(Long.MAX_VALUE / 2, failure);
    if (failure == FakeCluster.Failure.CRASH_BEFORE || failure == FakeCluster.Failure.CRASH_AFTER) {
      cluster.boot().resume();
      cluster.settle();
    }
  }

  private void create(AutoAdmin admin, String name) {
    admin.create(spec(name), outcomes::add);
    cluster.settle();
  }

  private TableDescriptor table(String name) {
    TableDescriptor found = cluster.knowledge.tables().find(name);
    assertThat(found).isNotNull();
    return Objects.requireNonNull(found);
  }

  private TableDescriptor begun(int number) {
    return ((Outcome.Begun) outcomes.get(number)).table();
  }

  private void servedByQuorums(TableDescriptor table) {
    for (PartitionRange range : table.allPartitions()) {
      assertThat(cluster.hosted.stream().filter(replica -> replica.partition() == range.id()))
          .as("replicas of " + range.id())
          .hasSizeGreaterThanOrEqualTo(2);
    }
  }

  private void hostedOnAll(TableDescriptor table) {
    Set<FakeCluster.Hosted> all = new TreeSet<>();
    for (PartitionRange range : table.allPartitions()) {
      FakeCluster.NODES.forEach(node -> all.add(new FakeCluster.Hosted(range.id(), node)));
    }
    assertThat(cluster.hosted).isEqualTo(all);
  }

  private static TableSpec spec(String name) {
    return new TableSpec(
        name,
        new KeySchema(new KeyAttribute("k", ScalarType.S), null),
        false,
        1,
        2500,
        false,
        new TreeMap<>());
  }

  private static TableChange change(long reads) {
    return new TableChange("t", null, reads, 2500L, null, new TreeMap<>());
  }
}
