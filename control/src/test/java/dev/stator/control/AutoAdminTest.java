package dev.stator.control;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AutoAdminTest {
  private static final long STEPS_MAX = 12;
  private final List<Outcome> outcomes = new ArrayList<>();
  private FakeCluster cluster = new FakeCluster();

  @Test
  void createUpdateDelete() {
    AutoAdmin admin = cluster.boot();
    create(admin, "t");
    assertThat(outcomes).singleElement().isInstanceOf(Outcome.Begun.class);
    assertThat(begun(0).status()).isEqualTo(TableStatus.CREATING);
    assertThat(table("t").status()).isEqualTo(TableStatus.ACTIVE);
    assertThat(cluster.hosted).isEqualTo(ids(table("t")));
    admin.update(change(9), outcomes::add);
    cluster.settle();
    assertThat(begun(1).status()).isEqualTo(TableStatus.UPDATING);
    assertThat(table("t").throughput().readUnits()).isEqualTo(9);
    admin.delete("t", outcomes::add);
    cluster.settle();
    assertThat(begun(2).status()).isEqualTo(TableStatus.DELETING);
    assertThat(cluster.directory.all()).isEmpty();
    assertThat(cluster.hosted).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(FakeCluster.Failure.class)
  void creationEndsWhereverItFails(FakeCluster.Failure failure) {
    for (long step = 1; step <= STEPS_MAX; step++) {
      cluster = new FakeCluster();
      failAt(step, failure, null, (admin, name) -> admin.create(spec(name), outcomes::add));
      TableDescriptor left = cluster.directory.find("t");
      assertThat(left == null || left.status() == TableStatus.ACTIVE).as("step " + step).isTrue();
      assertThat(cluster.hosted).isEqualTo(left == null ? Set.of() : ids(left));
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
      TableDescriptor left = cluster.directory.find("t");
      assertThat(left == null || left.status() == TableStatus.ACTIVE).as("step " + step).isTrue();
      assertThat(cluster.hosted).isEqualTo(left == null ? Set.of() : ids(left));
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
    assertThat(cluster.hosted).isEqualTo(ids(table("t")));
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
    TableDescriptor found = cluster.directory.find(name);
    assertThat(found).isNotNull();
    return java.util.Objects.requireNonNull(found);
  }

  private TableDescriptor begun(int number) {
    return ((Outcome.Begun) outcomes.get(number)).table();
  }

  private static Set<Long> ids(TableDescriptor table) {
    Set<Long> ids = new TreeSet<>();
    for (PartitionRange range : table.partitions()) {
      ids.add(range.id());
    }
    return ids;
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
