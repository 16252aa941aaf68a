package dev.stator.consensus.liveness;

import java.util.List;

/**
 * What two nodes say to each other about living.
 *
 * @param pong true for the answer to a ping
 * @param process a random number of the sender's process
 * @param era the sender's present era towards the receiver; a random number, never 0
 * @param toEra the receiver's era as the sender knows it, 0 when it does not; in a pong, the one
 *     that the ping had
 * @param sentNanos when the ping was sent, by the clock of the node that sent the ping
 * @param readThrough the receiver's withdrawals of era {@code toEra} are read up to this number
 * @param withdrawals everything that the receiver has not said to have read, by number
 */
record Signal(
    boolean pong,
    long process,
    long era,
    long toEra,
    long sentNanos,
    long readThrough,
    List<Numbered> withdrawals) {
  Signal {
    if (era == 0 || (pong && toEra == 0)) {
      throw new IllegalArgumentException("an era is missing");
    }
    if (readThrough < 0) {
      throw new IllegalArgumentException("withdrawals are numbered from 1");
    }
    if (withdrawals.size() > LivenessOptions.WITHDRAWALS_LIMIT) {
      throw new IllegalArgumentException(withdrawals.size() + " withdrawals");
    }
    withdrawals = List.copyOf(withdrawals);
  }

  /** A withdrawal and its number, by which the receiver says how far it has read. */
  record Numbered(long number, Withdrawal withdrawal) {
    Numbered {
      if (number < 1) {
        throw new IllegalArgumentException("withdrawals are numbered from 1");
      }
    }
  }
}
