package dev.stator.node;

import dev.stator.cluster.change.ChangeListener;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.transaction.TransactionId;
import dev.stator.consensus.LogRoom;
import dev.stator.storage.engine.EngineException;
import java.util.List;

/** A node of which a replica needs nothing; it keeps what it is told. */
final class FakeNode implements Surroundings {
  private final List<String> problems;

  FakeNode(List<String> problems) {
    this.problems = problems;
  }

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
