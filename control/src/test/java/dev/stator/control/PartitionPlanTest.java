package dev.stator.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.cluster.table.PartitionRange;
import dev.stator.cluster.table.TableWarmth;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartitionPlanTest {
  @ParameterizedTest
  @CsvSource({
    "false, 1, 1, 0, 0, 1",
    "false, 3000, 1000, 0, 0, 1",
    "false, 3001, 1, 0, 0, 2",
    "false, 1, 1001, 0, 0, 2",
    "false, 9000, 1000, 0, 0, 3",
    "false, 40000, 40000, 0, 0, 40",
    "false, 1, 1, 9000, 0, 3",
    "false, 1, 1, 0, 5001, 6",
    "true, 0, 0, 0, 0, 4",
    "true, 0, 0, 12000, 4000, 4",
    "true, 0, 0, 30000, 4000, 10"
  })
  void asManyAsTheThroughputNeeds(
      boolean onDemand, long reads, long writes, long warmReads, long warmWrites, int count) {
    TableWarmth.Units warm = new TableWarmth.Units(warmReads, warmWrites);
    assertThat(PartitionPlan.count(onDemand, reads, writes, warm)).isEqualTo(count);
  }

  @Test
  void rangesCoverTheHashSpaceOnce() {
    for (int count = 1; count <= 50; count++) {
      List<PartitionRange> ranges = PartitionPlan.ranges(1024, count);
      assertThat(ranges).hasSize(count);
      long from = 0;
      for (int i = 0; i < count; i++) {
        assertThat(ranges.get(i).id()).isEqualTo(1024 + i);
        assertThat(ranges.get(i).hashes().from()).isEqualTo(from);
        from = ranges.get(i).hashes().to();
      }
      assertThat(from).isZero();
    }
  }
}
