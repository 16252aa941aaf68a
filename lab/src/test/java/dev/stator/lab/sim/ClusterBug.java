package dev.stator.lab.sim;

import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.function.Consumer;

/**
 * Rules of the product that a test leaves out, each by what a method or two do instead, and the
 * schedule under which that shows.
 */
enum ClusterBug {
  ACKNOWLEDGE_BEFORE_SYNC(
      ClusterSchedule.POWER_LOSS_OF_ALL,
      new Change("storage.wal.FileGroupLog", "append", Body::callBackAtOnce)),
  ACKNOWLEDGE_BEFORE_QUORUM(
      ClusterSchedule.LEADER_ALONE,
      new Change("consensus.core.Leading", "quorumMatch", Body::ownLog)),
  /** A pong counts from when it came. */
  LEASE_FROM_RECEIPT(
      ClusterSchedule.SLOW_ANSWERS,
      new Change("consensus.liveness.Pair", "earlier", Body::secondLong)),
  /** Nobody keeps a promise to a leader. */
  NO_PROMISE(
      ClusterSchedule.STAGGERED_CUT, new Change("consensus.core.Promise", "until", Body::longAgo)),
  VOTE_STRAIGHT_AFTER_RESTART(
      ClusterSchedule.CUT_AND_RESTART,
      new Change("consensus.core.Promise", "mayHaveBeen", Body::no)),
  /** A lease, and reads, before an entry of the leader's own term is applied: two look to that. */
  NO_OWN_TERM(
      ClusterSchedule.SLOW_SUCCESSOR,
      new Change("consensus.core.Tenure", "ownTermApplied", Body::yes),
      new Change("node.PartitionReplica", "servesStrongReads", Body::leaseAlone)),
  /** A leader goes on when the target of a hand-over is told. */
  NO_REVOCATION(
      ClusterSchedule.HAND_OVER_AND_CUT,
      new Change("consensus.core.CoreState", "toHandedOver", Body::nothing)),
  /** The margin is 1 %, the drift of one clock. */
  SMALL_MARGIN(
      ClusterSchedule.LONG_LEASE,
      new Change("consensus.liveness.LivenessOptions", "supportNanos", Body::leaseLess1Percent)),
  /** A log replica is told that all that is committed is needless. */
  LOG_REPLICA_WITHOUT_NEEDED_LOG(
      ClusterSchedule.ONLY_THE_LOG_REPLICA_HAS_IT,
      new Change("consensus.core.Leading", "needless", Body::committed)),
  /** Votes and commits need the newest membership alone. */
  REPLACE_WITHOUT_COMMON_QUORUM(
      ClusterSchedule.REPLACED_WHILE_CUT_OFF,
      new Change("consensus.core.Memberships", "electorateAt", Body::newestAlone)),
  /** A router asks again for a write that may have been done. */
  WRITE_SENT_AGAIN(
      ClusterSchedule.LEADER_DIES, new Change("router.route.Route", "isWrite", Body::no)),
  /** A replica is taken for whole while it is rebuilt. */
  REBUILT_TAKEN_FOR_WHOLE(
      ClusterSchedule.FELL_BEHIND, new Change("node.Applier", "whole", Body::yes)),
  /** The first rows that are copied are taken for all. */
  FIRST_ROWS_TAKEN_FOR_ALL(
      ClusterSchedule.REBUILT_AND_LED, new Change("node.copy.CopyAnswer$Chunk", "end", Body::yes));

  final ClusterSchedule schedule;
  final List<Change> changes;

  ClusterBug(ClusterSchedule schedule, Change... changes) {
    this.schedule = schedule;
    this.changes = List.of(changes);
  }

  /** What a method does instead, or before all else. */
  record Change(String simpleClass, String method, Consumer<CodeBuilder> body) {
    String className() {
      return "dev.stator." + simpleClass;
    }
  }

  /** Bodies of methods. */
  private static final class Body {
    private static final ClassDesc STATE = ClassDesc.of("dev.stator.consensus.core.CoreState");
    private static final ClassDesc LEADING = ClassDesc.of("dev.stator.consensus.core.Leading");
    private static final ClassDesc SYNCS = ClassDesc.of("dev.stator.consensus.core.SyncTracker");
    private static final ClassDesc OPTIONS =
        ClassDesc.of("dev.stator.consensus.liveness.LivenessOptions");
    private static final ClassDesc MEMBERSHIPS =
        ClassDesc.of("dev.stator.consensus.core.Memberships");
    private static final ClassDesc MEMBERSHIP = ClassDesc.of("dev.stator.consensus.Membership");
    private static final ClassDesc ELECTORATE =
        ClassDesc.of("dev.stator.consensus.core.Electorate");
    private static final ClassDesc REPLICA = ClassDesc.of("dev.stator.node.PartitionReplica");
    private static final ClassDesc GROUP = ClassDesc.of("dev.stator.consensus.ReplicationGroup");
    private static final ClassDesc EXECUTOR = ClassDesc.of("java.util.concurrent.Executor");
    private static final ClassDesc RUNNABLE = ClassDesc.of("java.lang.Runnable");
    private static final int CALLBACK_ON = 3;
    private static final int SYNCED = 4;

    private Body() {}

    static void yes(CodeBuilder code) {
      code.iconst_1().ireturn();
    }

    static void nothing(CodeBuilder code) {
      code.return_();
    }

    static void no(CodeBuilder code) {
      code.iconst_0().ireturn();
    }

    static void longAgo(CodeBuilder code) {
      code.loadConstant(Long.MIN_VALUE / 4).lreturn();
    }

    static void secondLong(CodeBuilder code) {
      code.lload(2).lreturn();
    }

    /**
     * Of {@code append(hard, entries, on, synced)}: says at once that it is synced, and goes on.
     */
    static void callBackAtOnce(CodeBuilder code) {
      code.aload(CALLBACK_ON)
          .aload(SYNCED)
          .invokeinterface(EXECUTOR, "execute", MethodTypeDesc.of(CD_void, RUNNABLE))
          .getstatic(PlantedClasses.PLANTED, "NOTHING", RUNNABLE)
          .astore(SYNCED);
    }

    static void ownLog(CodeBuilder code) {
      code.aload(0)
          .getfield(LEADING, "state", STATE)
          .getfield(STATE, "syncs", SYNCS)
          .invokevirtual(SYNCS, "syncedIndex", MethodTypeDesc.of(CD_long))
          .lreturn();
    }

    static void leaseAlone(CodeBuilder code) {
      code.aload(0)
          .invokevirtual(REPLICA, "group", MethodTypeDesc.of(GROUP))
          .invokeinterface(GROUP, "servesStrongReads", MethodTypeDesc.of(CD_boolean))
          .ireturn();
    }

    static void committed(CodeBuilder code) {
      code.aload(0)
          .getfield(LEADING, "state", STATE)
          .invokevirtual(STATE, "commit", MethodTypeDesc.of(CD_long))
          .lreturn();
    }

    static void newestAlone(CodeBuilder code) {
      code.new_(ELECTORATE)
          .dup()
          .aload(0)
          .invokevirtual(MEMBERSHIPS, "newest", MethodTypeDesc.of(MEMBERSHIP))
          .aconst_null()
          .invokespecial(ELECTORATE, "<init>", MethodTypeDesc.of(CD_void, MEMBERSHIP, MEMBERSHIP))
          .areturn();
    }

    static void leaseLess1Percent(CodeBuilder code) {
      code.aload(0)
          .getfield(OPTIONS, "leaseNanos", CD_long)
          .loadConstant(100L)
          .ldiv()
          .loadConstant(99L)
          .lmul()
          .lreturn();
    }
  }
}
