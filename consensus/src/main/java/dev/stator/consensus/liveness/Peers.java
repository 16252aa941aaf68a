package dev.stator.consensus.liveness;

/**
 * The other nodes as groups see them. What is read here may be newer from call to call; whenever
 * something begins or ceases to hold, groups with a member there are told to look again.
 */
public interface Peers {
  /** Another node; always the same object. */
  Peer peer(String node);

  /** One other node. */
  interface Peer {
    String node();

    /** The last ping from there. */
    Heard heard();

    /** What the pongs from there are good for. */
    Support support();

    /**
     * Lets the node know that a member here has left a term, and answers the last ping that may
     * have been answered without saying so. Only this order is safe: first listed, then looked.
     */
    Heard withdraw(Withdrawal withdrawal);
  }
}
