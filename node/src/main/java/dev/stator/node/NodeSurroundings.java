package dev.stator.node;

import dev.stator.cluster.change.ChangeListener;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.transaction.TransactionId;
import dev.stator.consensus.LogRoom;
import dev.stator.storage.engine.EngineException;
import dev.stator.storage.wal.SharedLog;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/** What replicas need of their node. */
final class NodeSurroundings implements Surroundings {
  private final SharedLog log;
  private final LogTrimmer trimmer;
  private final Consumer<String> problems;
  private final LongConsumer ledChanges;
  private final Supplier<ChangeListener> changes;
  private final StalledTransactions stalledTransactions;
  private final AtomicBoolean saidFullDisk = new AtomicBoolean();

  /**
   * @param changes the one who hears of changes at the moment
   * @param ledChanges hears of partitions that are led here and look different
   */
  NodeSurroundings(
      SharedLog log,
      LogTrimmer trimmer,
      Consumer<String> problems,
      Supplier<ChangeListener> changes,
      LongConsumer ledChanges,
      StalledTransactions stalledTransactions) {
    this.log = log;
    this.trimmer = trimmer;
    this.problems = problems;
    this.changes = changes;
    this.ledChanges = ledChanges;
    this.stalledTransactions = stalledTransactions;
  }

  @Override
  public void stalled(long partition, EngineException cause) {
    problems.accept(
        "The store refuses writes; partition "
            + partition
            + " takes none until it recovers: "
            + cause.getMessage());
  }

  @Override
  public void problem(String what) {
    problems.accept(what);
  }

  @Override
  public PartitionResponse logRefuses() {
    trimmer.logRefused();
    if (!log.full()) {
      return new PartitionResponse.Busy("too many writes are in flight");
    }
    if (saidFullDisk.compareAndSet(false, true)) {
      problems.accept("The disk is full: writes are refused until there is room, reads go on.");
    }
    return new PartitionResponse.Failed("the disk is full: writes wait for room, reads go on");
  }

  @Override
  public LogRoom logRoom(long group) {
    return trimmer.room(group);
  }

  @Override
  public ChangeListener changes() {
    return changes.get();
  }

  @Override
  public void transactionWaits(long partition, TransactionId id, long waitedNanos) {
    stalledTransactions.waits(partition, id, waitedNanos);
  }

  @Override
  public void looksDifferent(long partition) {
    ledChanges.accept(partition);
  }

  @Override
  public void applied() {
    if (saidFullDisk.get() && !log.full() && saidFullDisk.compareAndSet(true, false)) {
      problems.accept("The disk has room again: writes are taken.");
    }
    trimmer.maybeTrim();
  }
}
