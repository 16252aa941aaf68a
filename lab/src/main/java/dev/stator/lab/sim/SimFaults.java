package dev.stator.lab.sim;

import dev.stator.base.RandomSource;
import dev.stator.base.sim.LinkSettings;
import dev.stator.base.sim.SimNetwork;
import dev.stator.base.sim.Simulation;
import java.util.List;

/** Breaks machines, disks, stores and links at random moments, as long as it is told to. */
abstract class SimFaults {
  private static final long DISK_BYTES = 1L << 40;
  private static final long NEVER = 1L << 60;

  final Simulation simulation;
  final RandomSource random;
  final SimNetwork network;
  private final List<? extends SimMachine> machines;
  private final int pauseMillis;
  private boolean striking;
  private long strikes;

  /**
   * @param random whose only user this is
   * @param pauseMillis how long it may be until the next fault
   */
  SimFaults(
      Simulation simulation,
      List<? extends SimMachine> machines,
      RandomSource random,
      int pauseMillis) {
    this.simulation = simulation;
    this.machines = machines;
    this.random = random;
    this.network = simulation.network();
    this.pauseMillis = pauseMillis;
  }

  /** One fault. */
  abstract void strike();

  /** For how many milliseconds a machine is down that has crashed. */
  abstract int downMillis();

  /** How many faults outlast what waits for their end. */
  abstract double longFaults();

  long strikes() {
    return strikes;
  }

  boolean striking() {
    return striking;
  }

  void begin() {
    striking = true;
    again();
  }

  private void again() {
    simulation.after(
        (20 + random.nextInt(pauseMillis)) * World.MILLIS,
        () -> {
          if (striking) {
            strikes++;
            strike();
            again();
          }
        });
  }

  /** Ends all faults and keeps every machine running from now on. */
  void healAll() {
    striking = false;
    network.healAll();
    for (SimMachine machine : machines) {
      machine.node.disk().capacity(DISK_BYTES);
      machine.node.disk().delay(100_000, 2_000_000);
      machine.node.disk().dieAt(NEVER, false);
      machine.node.clock().wallOffset(0);
      machine.engine.refuse(false, false);
    }
    supervise();
  }

  private void supervise() {
    machines.forEach(SimMachine::restart);
    simulation.after(300 * World.MILLIS, this::supervise);
  }

  final void later(Runnable end) {
    int millisMax = random.chance(longFaults()) ? 8_000 : 800;
    simulation.after((100 + random.nextInt(millisMax)) * World.MILLIS, end);
  }

  final void crashForAWhile(SimMachine machine) {
    machine.crash(random.chance(0.5));
    simulation.after(random.nextInt(downMillis()) * World.MILLIS, machine::restart);
  }

  final void crashAllForAWhile() {
    machines.forEach(this::crashForAWhile);
  }

  /** Dies within an operation of its disk. */
  final void dieSoon(SimMachine machine) {
    machine.node.disk().dieAt(1 + random.nextInt(80), random.chance(0.5));
  }

  final void fillDisk(SimMachine machine) {
    machine.node.disk().capacity(machine.node.disk().usedBytes() + random.nextInt(60_000));
    later(() -> machine.node.disk().capacity(DISK_BYTES));
  }

  final void slowDisk(SimMachine machine) {
    int millis = 1 + random.nextInt(random.chance(0.2) ? 800 : 30);
    machine.node.disk().delay(0, millis * World.MILLIS);
    later(() -> machine.node.disk().delay(100_000, 2_000_000));
  }

  final void refuse(SimMachine machine, boolean writes, boolean flushes) {
    machine.engine.refuse(writes, flushes);
    later(() -> machine.engine.refuse(false, false));
  }

  final LinkSettings someLinks() {
    return random.chance(0.5) ? LinkSettings.HOSTILE : LinkSettings.HEALTHY;
  }
}
