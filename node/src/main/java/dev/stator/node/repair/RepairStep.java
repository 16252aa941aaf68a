package dev.stator.node.repair;

import dev.stator.consensus.Membership;
import dev.stator.consensus.Membership.Member;

/** The one next thing to do. */
public sealed interface RepairStep {
  /**
   * There is nothing to do.
   *
   * @param lookAgainNanos after which time alone may change that
   */
  record Nothing(long lookAgainNanos) implements RepairStep {}

  /** Let a node begin a replica from nothing, then make it a learner. */
  record Add(String node, Member learner, Membership next) implements RepairStep {}

  /**
   * Let a node that has a log replica make a storage replica of it, under its name; when its store
   * is complete, make it one for the group, too.
   */
  record Convert(String node, String replica, Membership next) implements RepairStep {}

  /** Change who belongs to the group. */
  record Change(Membership next, String why) implements RepairStep {}

  /** Let another voter lead. */
  record HandOver(String to) implements RepairStep {}
}
