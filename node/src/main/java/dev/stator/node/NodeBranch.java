package dev.stator.node;

/** Rare branches of a node, marked so that a simulation can say which it never reached. */
public enum NodeBranch {
  /** A plain write meets an item that a transaction has prepared. */
  WRITE_MEETS_PREPARED,
  /** An item that was seen to be expired is prepared. */
  EXPIRED_IS_PREPARED,
  /** An item that was seen to be expired is not any more. */
  EXPIRED_NO_MORE,
  /** A new leader finds what an earlier one has prepared. */
  PREPARED_FOUND_BY_LEADER,
  /** What is to be prepared is prepared for another transaction, or its condition fails. */
  PREPARE_REFUSED,
  /** A transaction's time is before an item's last write. */
  PREPARE_TOO_EARLY,
  /** Nothing of a transaction that is to be finished is here. */
  FINISH_FINDS_NOTHING,
  /** A transaction of one partition is kept from ever being done. */
  SEALED,
  /** A transaction of one partition was done, or sealed, before. */
  DONE_BEFORE,
  /** A coordinator stays away. */
  COORDINATOR_AWAY,
  /** A replica is gone from a node that answers. */
  REPLICA_LOST,
  /** A node does not answer when it is asked to begin a replica. */
  HOST_UNANSWERED,
  /** A log replica has become a storage replica, for want of another node. */
  LOG_REPLICA_CONVERTED,
  /** A node could not begin a replica. */
  HOST_NOT_DONE,
  /** A node goes on refusing a replica: its name is given up. */
  NAME_GIVEN_UP
}
