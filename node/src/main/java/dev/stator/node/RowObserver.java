package dev.stator.node;

import dev.stator.consensus.StateMachine;

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

  /** The replica is gone and will never lead. */
  void retired();
}
