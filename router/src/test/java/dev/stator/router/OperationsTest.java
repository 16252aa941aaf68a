package dev.stator.router;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.cluster.table.TableControl;
import dev.stator.cluster.table.TableDirectory;
import dev.stator.model.wire.Operation;
import dev.stator.model.wire.ServiceModel;
import dev.stator.router.operation.Tables;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class OperationsTest {
  @Test
  void everyOperationOfTheModelIsBuiltOrListedAsNotBuilt() {
    Set<String> built =
        Operations.built(
                new Tables(new TableDirectory(), "us-east-1", "000000000000"),
                (request, reply) -> {},
                new NoTables(),
                "127.0.0.1:8000")
            .keySet();
    assertThat(built).doesNotContainAnyElementsOf(Operations.NOT_BUILT);
    Set<String> all = new TreeSet<>(built);
    all.addAll(Operations.NOT_BUILT);
    assertThat(all)
        .isEqualTo(
            ServiceModel.dynamoDb().operations().stream()
                .map(Operation::name)
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  private static final class NoTables implements TableControl {
    @Override
    public void create(TableSpec spec, Consumer<Outcome> reply) {}

    @Override
    public void update(TableChange change, Consumer<Outcome> reply) {}

    @Override
    public void delete(String tableName, Consumer<Outcome> reply) {}
  }
}
