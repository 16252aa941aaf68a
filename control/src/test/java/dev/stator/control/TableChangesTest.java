package dev.stator.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.cluster.table.TableControl.TableChange;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.cluster.table.TableStatus;
import dev.stator.cluster.table.TableTags;
import dev.stator.cluster.table.Throughput;
import dev.stator.model.ApiException;
import dev.stator.model.ErrorCode;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.ScalarType;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableChangesTest {
  private static final long HOUR_MS = 3_600_000L;
  private static final long DAY_MS = 24 * HOUR_MS;
  private static final long NOW = 1000 * DAY_MS + 12 * HOUR_MS;

  @ParameterizedTest
  @CsvSource({
    // on demand before, change: on demand, reads, writes; then on demand, reads, writes
    "false, , 7, 8, false, 7, 8",
    "false, false, 7, 8, false, 7, 8",
    "false, , , , false, 5, 5",
    "false, true, , , true, 0, 0",
    "true, , , , true, 0, 0",
    "true, true, , , true, 0, 0",
    "true, false, 7, 8, false, 7, 8"
  })
  void throughputAndBillingMode(
      boolean onDemandBefore,
      @Nullable Boolean onDemand,
      @Nullable Long reads,
      @Nullable Long writes,
      boolean onDemandAfter,
      long readsAfter,
      long writesAfter) {
    TableDescriptor after =
        TableChanges.apply(table(onDemandBefore, 0, 0), change(onDemand, reads, writes), NOW);
    assertThat(after.status()).isEqualTo(TableStatus.UPDATING);
    assertThat(after.onDemand()).isEqualTo(onDemandAfter);
    assertThat(after.throughput().readUnits()).isEqualTo(readsAfter);
    assertThat(after.throughput().writeUnits()).isEqualTo(writesAfter);
    assertThat(after.billingChangedMs()).isEqualTo(!onDemandBefore && onDemandAfter ? NOW : 0);
  }

  @ParameterizedTest
  @CsvSource({
    "true, , 7, 8, VALIDATION, Neither ReadCapacityUnits nor",
    "false, true, 7, 8, VALIDATION, Neither ReadCapacityUnits nor",
    "true, false, , , VALIDATION, ProvisionedThroughput must be specified when",
    "true, false, 7, , VALIDATION, ProvisionedThroughput must be specified when",
    "false, , 5, 5, VALIDATION, will not change"
  })
  void refused(
      boolean onDemandBefore,
      @Nullable Boolean onDemand,
      @Nullable Long reads,
      @Nullable Long writes,
      ErrorCode code,
      String message) {
    assertThatThrownBy(() ->
            TableChanges.apply(table(onDemandBefore, 0, 0), change(onDemand, reads, writes), NOW))
        .isInstanceOfSatisfying(
            ApiException.class, refused -> assertThat(refused.code()).isEqualTo(code))
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({
    // decreases so far, last one how many ms ago; allowed, decreases then
    "0, 100000000, true, 1",
    "3, 1000, true, 4",
    "4, 1000, false, 0",
    "4, 3599999, false, 0",
    "4, 3600000, true, 5",
    "26, 3600000, true, 27",
    "27, 3600000, false, 0",
    "27, 86400000, true, 1"
  })
  void decreasesOfADay(int decreases, long agoMs, boolean allowed, int then) {
    TableDescriptor table = table(false, NOW - agoMs, decreases);
    TableChange down = change(null, 4L, 5L);
    if (allowed) {
      Throughput after = TableChanges.apply(table, down, NOW).throughput();
      assertThat(after.decreasesToday()).isEqualTo(then);
      assertThat(after.decreasedMs()).isEqualTo(NOW);
    } else {
      assertThatThrownBy(() -> TableChanges.apply(table, down, NOW))
          .isInstanceOfSatisfying(
              ApiException.class,
              refused -> assertThat(refused.code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED));
    }
  }

  @Test
  void tagsChangeWithoutTheTableLeavingItsStatus() {
    TableDescriptor table = table(false, 0, 0);
    TableDescriptor tagged =
        TableChanges.apply(
            table, TableChange.ofTags("t", Map.of("a", "1", "b", "2"), List.of()), 0);
    assertThat(tagged.status()).isEqualTo(table.status());
    assertThat(TableTags.of(tagged.settings())).isEqualTo(Map.of("a", "1", "b", "2"));
    TableDescriptor untagged =
        TableChanges.apply(tagged, TableChange.ofTags("t", Map.of(), List.of("a", "c")), 0);
    assertThat(TableTags.of(untagged.settings())).isEqualTo(Map.of("b", "2"));
    assertThat(untagged.throughput()).isEqualTo(table.throughput());
  }

  @Test
  void aTableHasNoMoreTagsThanItMay() {
    TreeMap<String, String> tags = new TreeMap<>();
    for (int i = 0; i < TableTags.TAGS_MAX; i++) {
      tags.put("k" + i, "v");
    }
    TableDescriptor full =
        TableChanges.apply(table(false, 0, 0), TableChange.ofTags("t", tags, List.of()), 0);
    assertThatThrownBy(
            () -> TableChanges.apply(full, TableChange.ofTags("t", Map.of("x", ""), List.of()), 0))
        .hasMessage("Number of Tags exceed the current limit for the provided ResourceArn");
    TableChange swap = TableChange.ofTags("t", Map.of("x", ""), List.of("k1"));
    assertThat(TableTags.of(TableChanges.apply(full, swap, 0).settings()))
        .hasSize(TableTags.TAGS_MAX);
  }

  @Test
  void settingsAreSetOneByOne() {
    TableDescriptor after =
        TableChanges.apply(
            table(false, 0, 0),
            new TableChange(
                "t", null, null, null, true, new TreeMap<>(Map.of("b", "new", "c", "3"))),
            NOW);
    assertThat(after.settings()).isEqualTo(Map.of("a", "1", "b", "new", "c", "3"));
    assertThat(after.deletionProtection()).isTrue();
  }

  private static TableChange change(
      @Nullable Boolean onDemand, @Nullable Long reads, @Nullable Long writes) {
    return new TableChange("t", onDemand, reads, writes, null, new TreeMap<>());
  }

  private static TableDescriptor table(boolean onDemand, long decreasedMs, int decreases) {
    return new TableDescriptor(
        "t",
        "id",
        new KeySchema(new KeyAttribute("k", ScalarType.S), null),
        TableStatus.ACTIVE,
        0,
        onDemand,
        0,
        onDemand ? Throughput.NONE : new Throughput(5, 5, 0, decreasedMs, decreases),
        false,
        new TreeMap<>(Map.of("a", "1", "b", "2")),
        PartitionPlan.ranges(1024, 1));
  }
}
