package dev.stator.control;

import dev.stator.base.SerialExecutor;
import dev.stator.cluster.directory.SystemView;
import dev.stator.cluster.member.Registration;
import dev.stator.cluster.table.SystemTables;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * The nodes that formed the cluster, and the calls that wait until all of them stand in the system
 * table: in a cluster that has just come into being it is decided first where nodes stand. Used on
 * one executor.
 */
final class Founding {
  /** Between two looks: founders stand some ten milliseconds after the first leader was elected. */
  private static final long LOOK_NANOS = 5_000_000L;

  /** Calls that may wait. Those beyond are answered as by a node that does not lead. */
  static final int WAITING_MAX = 1_000;

  private final List<Registration> founders;
  private final SystemView view;
  private final BooleanSupplier leads;
  private final SerialExecutor executor;
  private final List<Runnable> waiting = new ArrayList<>();

  Founding(
      List<Registration> founders,
      SystemView view,
      BooleanSupplier leads,
      SerialExecutor executor) {
    this.founders = List.copyOf(founders);
    this.view = view;
    this.leads = leads;
    this.executor = executor;
  }

  /** Founders that do not stand yet. */
  List<Registration> missing() {
    return founders.stream().filter(founder -> !stands(founder)).toList();
  }

  /** Whether all stand: so it is for good, a moment after the cluster has come into being. */
  boolean done() {
    return founders.stream().allMatch(this::stands);
  }

  /** One that was removed has stood. */
  private boolean stands(Registration founder) {
    String name = founder.node().name();
    return view.find(SystemTables.KIND_NODE, name) != null
        || view.find(SystemTables.KIND_REMOVAL, name) != null;
  }

  /**
   * Keeps a call that came too early, and runs it when all stand, or this node leads no more.
   *
   * @return false when the call is not kept: all stand, somebody else leads, or too many wait
   */
  boolean keeps(Runnable call) {
    if (done() || !leads.getAsBoolean() || waiting.size() >= WAITING_MAX) {
      return false;
    }
    waiting.add(call);
    if (waiting.size() == 1) {
      executor.schedule(LOOK_NANOS, this::look);
    }
    return true;
  }

  private void look() {
    if (!done() && leads.getAsBoolean()) {
      executor.schedule(LOOK_NANOS, this::look);
      return;
    }
    List<Runnable> calls = List.copyOf(waiting);
    waiting.clear();
    calls.forEach(Runnable::run);
  }
}
