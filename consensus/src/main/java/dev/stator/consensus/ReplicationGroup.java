package dev.stator.consensus;

import dev.stator.base.SerialExecutor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A member's handle on its replication group. */
public interface ReplicationGroup {
  long id();

  /** Where the group's state lives: every call below comes on it, where nothing else is said. */
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

  /**
   * The same by asking a quorum once, for when there is no lease: a read of the store that begins
   * when this answers true sees every write that was acknowledged before this call.
   *
   * @param done runs once, on the executor; false when this member does not lead, or leads no more
   */
  void barrier(Consumer<Boolean> done);

  /**
   * Makes another member leader, without the wait that an election after a failure has: takes no
   * more proposals, lets the other catch up, and leaves the lead to it. Where the other lacks
   * something for the length of a lease the leader goes on.
   *
   * @param target the replica name of a voting storage replica; null for the one that is heard and
   *     has most of the log
   * @param done runs once, on the executor; true when this member has given the lead away, and it
   *     is known who leads, or the length of a lease has passed
   */
  void handOver(@Nullable String target, Consumer<Boolean> done);

  /**
   * Holds something back while this member is about to give the lead away, and while it is about to
   * get it in that way: so who comes meanwhile is sent on once at most. On the executor.
   *
   * @param then runs once, on the executor: when this member has given the lead away, has got it,
   *     or will not for now
   * @return false when there is no reason to wait, or too many wait; {@code then} is forgotten
   */
  boolean awaitSuccessor(Runnable then);

  /**
   * The replica name of who leads, as far as this member knows, or of whom it has just given the
   * lead to. May be asked from any thread.
   */
  @Nullable String leader();

  /** The newest membership in this member's log, committed or not. May be asked from any thread. */
  Membership membership();

  /**
   * Changes who belongs to the group; only the leader can, one change at a time, and it may remove
   * itself. New members come in as learners with a generation of their own; a learner becomes a
   * voter when it has caught up ({@link #status}).
   *
   * @param outcome runs once, on the executor: before this returns, or later
   */
  void change(Membership next, Consumer<ChangeOutcome> outcome);

  /**
   * Says that the store that {@link StateMachine#rebuild} (or {@link StateMachine#rebuilding})
   * spoke of is there again.
   *
   * @param throughIndex the highest index whose effects may be in it; it is consistent when
   *     everything up to there is applied, and until then this member does not stand for election
   */
  void rebuilt(long throughIndex);

  /**
   * What this member knows of its group. May be asked from any thread; asking often is cheap, and
   * the answer may be as old as the call before.
   */
  GroupStatus status();

  /**
   * Gives the state machine what is committed now though its store is being rebuilt, so that the
   * log need not keep all of it until that is done; if the log has more than it keeps of what a
   * store holds. Not from within a call of the state machine.
   *
   * @param room if it is not ample, any entry is more than is kept
   * @return the index up to which entries are given to it, before this returns or later; there may
   *     be none
   */
  long replay(LogRoom room);

  /**
   * Says that the store holds everything up to this index durably, so that the log may be trimmed.
   *
   * @param room how much of it is kept all the same
   */
  void durableThrough(long index, LogRoom room);

  /** What became of a call of {@link #propose}. */
  sealed interface Proposal {
    /** Appended here; the outcome comes later. */
    record Appended(long index, long term) implements Proposal {}

    /** Not proposed: another member leads, perhaps {@code leader}. */
    record NotLeader(@Nullable String leader) implements Proposal {}

    /** Not proposed: the bytes in flight are at their limit. The client should try again. */
    record Busy() implements Proposal {}
  }

  /** What became of a call of {@link #change}. */
  sealed interface ChangeOutcome {
    /** The change is made, and no later leader will need a member that it removed. */
    record Committed() implements ChangeOutcome {}

    /** Nothing was changed, and why. */
    record Refused(String reason) implements ChangeOutcome {}

    /** This member leads no more: the change may yet come about, or not. */
    record Unknown() implements ChangeOutcome {}
  }
}
