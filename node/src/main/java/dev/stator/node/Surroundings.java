package dev.stator.node;

import dev.stator.cluster.change.ChangeListener;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.transaction.TransactionId;
import dev.stator.consensus.LogRoom;
import dev.stator.storage.engine.EngineException;

/** What a replica needs of its node. */
interface Surroundings {
  /** The store refuses writes; the replica goes on trying. Said once per stall. */
  void stalled(long partition, EngineException cause);

  /** Something that the operator should know, as a sentence. */
  void problem(String what);

  /** The answer to a write for which the log has no room now. */
  PartitionResponse logRefuses();

  /** How much room the log has for entries of a group that its store holds; any thread. */
  LogRoom logRoom(long group);

  /** More was applied. */
  void applied();

  /** Hears of changes that somebody may be fed from. */
  ChangeListener changes();

  /** A transaction that is prepared at this leader is not finished by its coordinator. */
  void transactionWaits(long partition, TransactionId id, long waitedNanos);

  /** The replica leads now, or a membership was applied while it does. */
  void looksDifferent(long partition);
}
