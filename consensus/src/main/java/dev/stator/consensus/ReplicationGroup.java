package dev.stator.consensus;

import dev.stator.base.SerialExecutor;
import org.jspecify.annotations.Nullable;

/** A member's handle on its replication group. */
public interface ReplicationGroup {
  long id();

  /** Where the group's state lives: every call below but {@link #servesStrongReads} comes on it. */
  SerialExecutor executor();

  /**
   * Proposes a command. The proposer knows that it is committed when the {@link StateMachine} is
   * given the entry with this very index and term; an index alone proves nothing.
   *
   * @param command not changed afterwards
   */
  Proposal propose(byte[] command);

  /**
   * True while a read of the state machine's store, begun after this call on any thread, sees every
   * write that was acknowledged before it: this member leads, holds the lease, and has applied an
   * entry of its own term. May be asked from any thread.
   */
  boolean servesStrongReads();

  /** Who leads, as far as this member knows. */
  @Nullable String leader();

  /**
   * Says that the store holds everything up to this index durably, so that the log may be trimmed.
   */
  void durableThrough(long index);

  /** What became of a call of {@link #propose}. */
  sealed interface Proposal {
    /** Appended here; the outcome comes later. */
    record Appended(long index, long term) implements Proposal {}

    /** Not proposed: another member leads, perhaps {@code leader}. */
    record NotLeader(@Nullable String leader) implements Proposal {}

    /** Not proposed: the bytes in flight are at their limit. The client should try again. */
    record Busy() implements Proposal {}
  }
}
