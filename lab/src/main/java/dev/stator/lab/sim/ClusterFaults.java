package dev.stator.lab.sim;

import dev.stator.base.RandomSource;
import dev.stator.base.sim.LinkSettings;
import dev.stator.base.sim.SimNetwork;

/**
 * Breaks machines, disks, stores, clocks and links of a cluster. A run has a temper: most strike
 * one zone at a time and leave it time to matter, some strike everything.
 */
final class ClusterFaults {
  private static final long DISK_BYTES = 1L << 40;
  private static final long NEVER = 1L << 60;

  private final ClusterWorld world;
  private final RandomSource random;
  private final SimNetwork network;
  private final int pauseMillis;
  private final int downMillis;
  private boolean striking;
  private long strikes;
  private long wipes;

  ClusterFaults(ClusterWorld world) {
    this.world = world;
    this.random = world.random.fork();
    this.network = world.simulation.network();
    this.pauseMillis = random.chance(0.4) ? 6_000 : 900;
    this.downMillis = random.chance(0.4) ? 9_000 : 1_200;
  }

  long strikes() {
    return strikes;
  }

  /** Machines that lost their disks. */
  long wipes() {
    return wipes;
  }

  void begin() {
    striking = true;
    again();
    if (random.chance(0.5)) {
      wipeSoon();
    }
  }

  /**
   * A disk is lost only while all else is whole: a second copy that goes before the first is made
   * good is more than three copies can bear.
   */
  private void wipeSoon() {
    world.simulation.after(
        random.nextInt(400) * World.MILLIS,
        () -> {
          if (striking && world.unsettled() == null) {
            wipes++;
            ClusterMachine machine = world.someone();
            machine.wipe();
            world.simulation.after(random.nextInt(downMillis) * World.MILLIS, machine::restart);
            world.simulation.after(random.nextInt(60_000) * World.MILLIS, this::wipeSoon);
          } else if (striking) {
            wipeSoon();
          }
        });
  }

  /** Ends all faults and keeps every machine running from now on. */
  void healAll() {
    striking = false;
    network.healAll();
    for (ClusterMachine machine : world.machines) {
      machine.node.disk().capacity(DISK_BYTES);
      machine.node.disk().delay(100_000, 2_000_000);
      machine.node.disk().dieAt(NEVER, false);
      machine.engine.refuse(false, false);
    }
    supervise();
  }

  private void supervise() {
    world.machines.forEach(ClusterMachine::restart);
    world.simulation.after(300 * World.MILLIS, this::supervise);
  }

  private void again() {
    world.simulation.after(
        (20 + random.nextInt(pauseMillis)) * World.MILLIS,
        () -> {
          if (striking) {
            strikes++;
            strike(random.chance(0.4) ? world.likelyLeader() : world.someone());
            if (random.chance(0.5)) {
              world.someone().restart();
            }
            again();
          }
        });
  }

  private void strike(ClusterMachine machine) {
    switch (random.nextInt(22)) {
      case 0, 1, 2, 3 -> crashForAWhile(machine);
      case 4, 5 -> machine.node.disk().dieAt(1 + random.nextInt(80), random.chance(0.5));
      case 6 -> machine.node.disk().failNextSync();
      case 7 -> {
        machine.node.disk().capacity(machine.node.disk().usedBytes() + random.nextInt(60_000));
        later(() -> machine.node.disk().capacity(DISK_BYTES));
      }
      case 8 -> {
        machine.engine.refuse(random.chance(0.7), true);
        later(() -> machine.engine.refuse(false, false));
      }
      case 9 -> {
        int millis = 1 + random.nextInt(random.chance(0.2) ? 800 : 30);
        machine.node.disk().delay(0, millis * World.MILLIS);
        later(() -> machine.node.disk().delay(100_000, 2_000_000));
      }
      case 10, 11 -> machine.node.pause((100 + random.nextInt(2500)) * World.MILLIS);
      case 12 -> {
        if (random.chance(0.4)) {
          world.machines.forEach(this::crashForAWhile);
        }
      }
      case 13, 14 -> {
        network.isolate(machine.name());
        later(network::heal);
      }
      case 15, 16 -> {
        // One way only.
        network.cut(machine.name(), world.someone().name());
        later(network::heal);
      }
      case 17 -> network.heal();
      case 20, 21 -> {
        machine.stop();
        world.simulation.after(
            (2_500 + random.nextInt(downMillis)) * World.MILLIS, machine::restart);
      }
      case 18 -> machine.node.clock().wallOffset(random.nextInt(7_200_000) - 3_600_000);
      default -> {
        network.everywhere(random.chance(0.5) ? LinkSettings.HOSTILE : LinkSettings.HEALTHY);
        later(() -> network.everywhere(LinkSettings.HEALTHY));
      }
    }
  }

  private void later(Runnable end) {
    world.simulation.after(
        (100 + random.nextInt(random.chance(0.2) ? 8000 : 900)) * World.MILLIS, end);
  }

  private void crashForAWhile(ClusterMachine machine) {
    machine.crash(random.chance(0.5));
    world.simulation.after(random.nextInt(downMillis) * World.MILLIS, machine::restart);
  }
}
