package dev.stator.consensus;

/** How much room the node's log has, for a group whose oldest entries keep its oldest segment. */
public enum LogRoom {
  /** Entries may stay for members that are slow, and for who may have to lead. */
  AMPLE,

  /** Entries stay for members that are heard and lack them. */
  SHORT,

  /** No entry stays that the store holds: who lacks it has to copy the store. */
  NONE
}
