package dev.stator.consensus.sim;

import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;

/** Rules of the lease that a test leaves out: one method each, whose body is replaced. */
enum LeaseBug {
  /** A pong counts from when it came. */
  COUNTED_FROM_RECEIPT("liveness.Pair", "earlier", Body.SECOND_LONG, LeaseSchedule.SLOW_PONGS),
  /** Nobody keeps a promise. */
  NO_PROMISE("core.Promise", "until", Body.LONG_AGO, LeaseSchedule.STAGGERED_CUT),
  /** Who restarts votes at once. */
  VOTE_STRAIGHT_AFTER_RESTART(
      "core.Promise", "mayHaveBeen", Body.FALSE, LeaseSchedule.CUT_AND_RESTART),
  /** A lease before an entry of the leader's own term is applied. */
  NO_OWN_TERM("core.Tenure", "ownTermApplied", Body.TRUE, LeaseSchedule.SLOW_SUCCESSOR),
  /** A leader stays that has told another to stand. */
  NO_REVOCATION("core.CoreState", "toHandedOver", Body.NOTHING, LeaseSchedule.HAND_OVER_AND_CUT),
  /** Nobody says that it has left its leader. */
  NO_WITHDRAWAL_LIST("liveness.Withdrawals", "add", Body.NOTHING, LeaseSchedule.LEFT_AND_HEALED),
  /** Acceptances count that were sent before the member left. */
  OLD_ACCEPTANCES_COUNT(
      "core.Confirmation", "saysNothing", Body.FALSE, LeaseSchedule.LEFT_AND_LATE_ACCEPTANCE),
  /** The margin covers the drift of one clock only. */
  SMALL_MARGIN(
      "liveness.LivenessOptions",
      "supportNanos",
      Body.LEASE_LESS_1_PERCENT,
      LeaseSchedule.LONG_LEASE);

  final String className;
  final String method;
  final Body body;

  /** Where it shows. */
  final LeaseSchedule schedule;

  LeaseBug(String className, String method, Body body, LeaseSchedule schedule) {
    this.className = "dev.stator.consensus." + className;
    this.method = method;
    this.body = body;
    this.schedule = schedule;
  }

  /** What a method does instead. */
  enum Body {
    NOTHING,
    TRUE,
    FALSE,
    LONG_AGO,
    SECOND_LONG,
    LEASE_LESS_1_PERCENT
  }

  static final ClassDesc LONG = ConstantDescs.CD_long;
}
