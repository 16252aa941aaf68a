package dev.stator.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.base.sim.Simulation;
import dev.stator.model.AttributeValue;
import dev.stator.model.item.StoredRow;
import dev.stator.model.key.RowKeys;
import dev.stator.storage.engine.Engine;
import dev.stator.storage.wal.LogEntry;
import java.util.ArrayList;
import java.util.List;

/** One replica whose group does what the test says. */
final class TestReplica {
  final RefusingEngine engine = new RefusingEngine();
  final List<String> problems = new ArrayList<>();
  final FakeGroup group;
  final PartitionReplica replica;

  TestReplica(Simulation simulation) {
    this(simulation, NodeOptions.DEFAULT);
  }

  TestReplica(Simulation simulation, NodeOptions options) {
    group = new FakeGroup(simulation.node("a").scheduler().serial("group"));
    replica =
        new PartitionReplica(
            Writes.PARTITION,
            engine,
            simulation.node("a").clock(),
            options,
            new Unobserved(),
            NoCopies.rebuilds(simulation.node("a"), engine),
            new FakeNode(problems));
    replica.joined(group);
  }

  void leads() {
    replica.begin();
    replica.leading(group.term);
  }

  void commitAll() {
    List<LogEntry> entries = List.copyOf(group.proposals);
    group.proposals.clear();
    replica.apply(entries, entries.getLast().index());
  }

  /** The number {@code x} of the item that tests write. */
  long stored() {
    byte[] row = engine.get(RowKeys.itemKey(Writes.PARTITION, Writes.KEY));
    assertThat(row).isNotNull();
    return StoredRow.of(row).item().get("x") instanceof AttributeValue.N n
        ? n.value().longValue()
        : -1;
  }

  private static final class Unobserved implements RowObserver {
    @Override
    public void applied(long index, LogCommand command) {}

    @Override
    public void leading() {}

    @Override
    public void rebuilt(Engine rows, long applied) {}

    @Override
    public void retired() {}
  }
}
