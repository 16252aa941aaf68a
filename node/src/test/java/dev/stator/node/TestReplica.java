package dev.stator.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.base.sim.Simulation;
import dev.stator.cluster.change.ChangeListener;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.transaction.TransactionId;
import dev.stator.consensus.LogRoom;
import dev.stator.model.AttributeValue;
import dev.stator.model.item.StoredRow;
import dev.stator.model.key.RowKeys;
import dev.stator.storage.engine.Engine;
import dev.stator.storage.engine.EngineException;
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
            new Node());
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

  private final class Node implements Surroundings {
    @Override
    public LogRoom logRoom(long group) {
      return LogRoom.AMPLE;
    }

    @Override
    public void stalled(long partition, EngineException cause) {
      problems.add("stalled");
    }

    @Override
    public void problem(String what) {
      problems.add(what);
    }

    @Override
    public PartitionResponse logRefuses() {
      return new PartitionResponse.Busy("test");
    }

    @Override
    public void applied() {}

    @Override
    public ChangeListener changes() {
      return ChangeListener.NONE;
    }

    @Override
    public void transactionWaits(long partition, TransactionId id, long waitedNanos) {}

    @Override
    public void looksDifferent(long partition) {}
  }
}
