package dev.stator.consensus.sim;

import dev.stator.consensus.Membership;
import dev.stator.consensus.Membership.Kind;

/** A replica on a machine: what the machine knows of it, and what runs. */
final class Hosted {
  final String name;
  final Kind kind;

  /** The membership that it was told when it was made. */
  final Membership told;

  /** It begins its group, with others alike. */
  final boolean first;

  final Replica.Store store;

  /** It is to go: what is left of it is removed. */
  boolean dropping;

  Replica running;

  Hosted(String name, Membership told, boolean first) {
    this.name = name;
    this.kind = told.member(name).kind();
    this.told = told;
    this.first = first;
    this.store = new Replica.Store(told);
  }
}
