package dev.stator.node;

import dev.stator.consensus.StateMachine;
import dev.stator.storage.engine.Engine;

/**
 * Sees what a replica applies. Runs on the replica's serial executor, after the rows are in the
 * engine and before any answer goes out.
 */
interface RowObserver {
  /**
   * @param index of the log entry
   */
  void applied(long index, LogCommand command);

  /** The replica leads and its store is up to date (see {@link StateMachine#leading}). */
  void leading();

  /**
   * The store was rebuilt, and is now that of one index. What was applied meanwhile was not said
   * here; all is to be read anew.
   */
  void rebuilt(Engine engine, long applied);

  /** The replica is gone and will never lead. */
  void retired();
}
