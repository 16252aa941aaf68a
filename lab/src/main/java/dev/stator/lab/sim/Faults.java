package dev.stator.lab.sim;

import dev.stator.base.RandomSource;
import dev.stator.base.sim.LinkSettings;
import dev.stator.base.sim.SimNetwork;

/** Breaks machines, disks, stores and links at random moments, as long as it is told to. */
final class Faults {
  private static final long DISK_BYTES = 1L << 40;
  private static final long NEVER = 1L << 60;

  private final World world;
  private final ItemClients clients;
  private final RandomSource random;
  private final SimNetwork network;
  private final int pauseMillis;
  private boolean striking = true;
  private long strikes;

  Faults(World world, ItemClients clients) {
    this.world = world;
    this.clients = clients;
    this.random = world.random.fork();
    this.network = world.simulation.network();
    // Some runs are calm enough for a fault to outlast what waits for its end.
    this.pauseMillis = random.chance(0.25) ? 4_000 : 500;
    again();
  }

  long strikes() {
    return strikes;
  }

  /** Ends all faults and keeps every machine running from now on. */
  void healAll() {
    striking = false;
    network.healAll();
    for (Machine machine : world.machines) {
      machine.node.disk().capacity(DISK_BYTES);
      machine.node.disk().delay(100_000, 2_000_000);
      machine.node.disk().dieAt(NEVER, false);
      machine.engine.refuse(false, false);
    }
    supervise();
  }

  private void supervise() {
    world.machines.forEach(Machine::restart);
    world.simulation.after(300 * World.MILLIS, this::supervise);
  }

  private void again() {
    world.simulation.after(
        (20 + random.nextInt(pauseMillis)) * World.MILLIS,
        () -> {
          if (striking) {
            strikes++;
            strike(world.someone());
            if (random.chance(0.7)) {
              world.someone().restart();
            }
            again();
          }
        });
  }

  private void strike(Machine machine) {
    switch (random.nextInt(world.replicated ? 22 : 13)) {
      case 0, 1, 2 -> crashForAWhile(machine);
      case 3, 4 -> machine.node.disk().dieAt(1 + random.nextInt(80), random.chance(0.5));
      case 5 -> machine.node.disk().failNextSync();
      case 6 -> {
        machine.node.disk().capacity(machine.node.disk().usedBytes() + random.nextInt(60_000));
        later(() -> machine.node.disk().capacity(DISK_BYTES));
      }
      case 7, 8 -> {
        machine.engine.refuse(true, random.chance(0.5));
        later(() -> machine.engine.refuse(false, false));
      }
      case 9 -> {
        machine.engine.refuse(false, true);
        later(() -> machine.engine.refuse(false, false));
      }
      case 10 -> {
        int millis = 1 + random.nextInt(random.chance(0.2) ? 800 : 30);
        machine.node.disk().delay(0, millis * World.MILLIS);
        later(() -> machine.node.disk().delay(100_000, 2_000_000));
      }
      case 11 -> machine.node.pause(random.nextInt(1500) * World.MILLIS);
      case 12 -> world.machines.forEach(this::crashForAWhile);
      case 13 -> network.isolate(machine.name());
      case 14, 18, 19 -> {
        network.isolate(clients.likelyLeader().name());
        later(network::heal);
      }
      case 20 -> clients.likelyLeader().node.pause((200 + random.nextInt(1200)) * World.MILLIS);
      case 15 -> network.cut(machine.name(), world.someone().name());
      case 16, 17 -> network.heal();
      default ->
          network.everywhere(random.chance(0.5) ? LinkSettings.HOSTILE : LinkSettings.HEALTHY);
    }
  }

  private void later(Runnable end) {
    world.simulation.after(
        (100 + random.nextInt(random.chance(0.1) ? 8000 : 700)) * World.MILLIS, end);
  }

  private void crashForAWhile(Machine machine) {
    machine.crash(random.chance(0.5));
    // Now and then for so long that the others trim what it lacks.
    int millis = random.nextInt(world.replicated && random.chance(0.2) ? 5_000 : 800);
    world.simulation.after(millis * World.MILLIS, machine::restart);
  }
}
