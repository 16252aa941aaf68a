package dev.stator.router.transaction;

/** Rare branches of coordinators, marked so that a simulation can say which it never reached. */
public enum TransactionBranch {
  /** The ledger took the transaction down so late that it must not be committed. */
  BEGUN_TOO_LATE,
  /** Everything is prepared anew with a later timestamp. */
  PREPARED_AGAIN,
  /** The last of several attempts, too, had a timestamp that was not late enough. */
  ALWAYS_TOO_EARLY,
  /** What was accepted could not be given up in time to be prepared anew. */
  NOT_GIVEN_UP,
  /** The decision was stored by a try of which nothing was heard. */
  DECIDED_UNHEARD,
  /** Somebody cancelled what was about to be decided. */
  TAKEN_FOR_DEAD,
  /** The ledger did not answer to the decision. */
  DECISION_ASKED_AGAIN,
  /** Whether it is decided was not heard in time. */
  DECISION_UNKNOWN,
  /** A partition did not say in time that it is committed there. */
  COMMIT_UNHEARD,
  /** What one partition made of a transaction is not known, and asked. */
  SEALED_BY_COORDINATOR,
  /** One partition was sealed against its coordinator. */
  SEALED_BY_OTHERS,
  /** A partition waits for a transaction of which nothing is known. */
  RECOVERED_AS_FORGOTTEN,
  /** A partition waits for a transaction that is decided. */
  RECOVERED_AS_COMMITTED,
  /** A transaction was given up by its coordinator before it was decided. */
  RECOVERED_AS_ABANDONED,
  /** A transaction's ledger item was changed by others while it was settled. */
  SETTLED_ELSEWHERE,
  /** A transaction of one partition is settled: it had been done. */
  SEALED_AFTER_DONE,
  /** The partition of a transaction is gone. */
  PARTITION_GONE,
  /** A token comes again while its transaction is under way. */
  TOKEN_UNDER_WAY,
  /** A token comes again, and its transaction was done. */
  TOKEN_REPEATED,
  /** A token comes again after its transaction was cancelled for it. */
  TOKEN_STARTED_AGAIN,
  /** A read transaction looks again. */
  READ_AGAIN,
  /** A read transaction gives up. */
  READ_GIVEN_UP,
  /** The ledger is rid of what nobody ended. */
  SWEPT_UNFINISHED
}
