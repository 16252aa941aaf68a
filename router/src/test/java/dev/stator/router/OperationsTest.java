package dev.stator.router;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.TableDirectory;
import dev.stator.model.wire.Operation;
import dev.stator.model.wire.ServiceModel;
import dev.stator.router.operation.Tables;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class OperationsTest {
  @Test
  void everyOperationOfTheModelIsBuiltOrListed() {
    Front front = new Front(request -> new PartitionResponse.NotHosted());
    Set<String> built =
        Operations.built(new Tables(new TableDirectory(), "r", "1"), front, front, "host:1")
            .keySet();
    assertThat(built).doesNotContainAnyElementsOf(Operations.NOT_BUILT);
    Set<String> both = new HashSet<>(built);
    both.addAll(Operations.NOT_BUILT);
    assertThat(both)
        .containsExactlyInAnyOrderElementsOf(
            ServiceModel.dynamoDb().operations().stream()
                .map(Operation::name)
                .collect(Collectors.toSet()));
  }
}
