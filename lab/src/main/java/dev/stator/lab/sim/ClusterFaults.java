package dev.stator.lab.sim;

import dev.stator.base.sim.LinkSettings;
import dev.stator.server.core.NodeCore;

/**
 * Breaks machines, disks, stores, clocks and links of a cluster. A run has a temper: most strike
 * one zone at a time and leave it time to matter, some strike everything.
 */
final class ClusterFaults extends SimFaults {
  /** How far wall clocks jump, either way: far more than anything is remembered for. */
  private static final int JUMP_MILLIS_MAX = 3_600_000;

  private final ClusterWorld world;
  private final int downMillis;
  private long wipes;

  ClusterFaults(ClusterWorld world) {
    super(
        world.simulation,
        world.machines,
        world.random.fork(),
        world.random.chance(0.4) ? 6_000 : 900);
    this.world = world;
    this.downMillis = random.chance(0.4) ? 9_000 : 1_200;
  }

  @Override
  int downMillis() {
    return downMillis;
  }

  @Override
  double longFaults() {
    return 0.2;
  }

  /** Machines that lost their disks. */
  long wipes() {
    return wipes;
  }

  @Override
  void begin() {
    super.begin();
    if (random.chance(0.5)) {
      wipeSoon();
    }
    if (world.machines.size() > 3 && random.chance(0.4)) {
      removeSoon();
    }
  }

  /**
   * Some node is to leave the cluster for good, if it may, or to stay after all. One that has left
   * is a member again when its machine is struck and boots.
   */
  private void removeSoon() {
    simulation.after(
        random.nextInt(12_000) * World.MILLIS,
        () -> {
          if (striking()) {
            ClusterMachine by = world.someone();
            NodeCore core = by.core();
            String node = world.someone().name();
            boolean leaves = random.chance(0.7);
            if (core != null) {
              by.node.run("remove", () -> core.remove(node, leaves, said -> said(node, said)));
            }
            removeSoon();
          }
        });
  }

  private void said(String node, String sentence) {
    simulation.trace(sentence.isEmpty() ? node + " leaves, or stays" : sentence);
  }

  /**
   * A disk is lost only while all else is whole: a second copy that goes before the first is made
   * good is more than three copies can bear.
   */
  private void wipeSoon() {
    simulation.after(
        random.nextInt(400) * World.MILLIS,
        () -> {
          if (striking() && world.unsettled() == null) {
            wipes++;
            ClusterMachine machine = world.someone();
            machine.wipe();
            simulation.after(random.nextInt(downMillis) * World.MILLIS, machine::restart);
            simulation.after(random.nextInt(60_000) * World.MILLIS, this::wipeSoon);
          } else if (striking()) {
            wipeSoon();
          }
        });
  }

  @Override
  void strike() {
    strike(random.chance(0.4) ? world.likelyLeader() : world.someone());
    if (random.chance(0.5)) {
      world.someone().restart();
    }
  }

  private void strike(ClusterMachine machine) {
    switch (random.nextInt(22)) {
      case 0, 1, 2, 3 -> crashForAWhile(machine);
      case 4, 5 -> dieSoon(machine);
      case 6 -> machine.node.disk().failNextSync();
      case 7 -> fillDisk(machine);
      case 8 -> refuse(machine, random.chance(0.7), true);
      case 9 -> slowDisk(machine);
      case 10, 11 -> {
        // Seldom for so long that others take over what it was about to do.
        int millisMax = random.chance(0.1) ? 9_000 : 2_500;
        machine.node.pause((100 + random.nextInt(millisMax)) * World.MILLIS);
      }
      case 12 -> {
        if (random.chance(0.4)) {
          crashAllForAWhile();
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
        simulation.after((2_500 + random.nextInt(downMillis)) * World.MILLIS, machine::restart);
      }
      case 18 ->
          machine.node.clock().wallOffset(random.nextInt(2 * JUMP_MILLIS_MAX) - JUMP_MILLIS_MAX);
      default -> {
        network.everywhere(someLinks());
        later(() -> network.everywhere(LinkSettings.HEALTHY));
      }
    }
  }
}
