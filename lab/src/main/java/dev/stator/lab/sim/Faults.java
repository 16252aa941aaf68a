package dev.stator.lab.sim;

/** Breaks single nodes, and groups of three without a cluster. */
final class Faults extends SimFaults {
  private final World world;
  private final ItemClients clients;

  Faults(World world, ItemClients clients) {
    // Some runs are calm enough for a fault to outlast what waits for its end.
    super(
        world.simulation,
        world.machines,
        world.random.fork(),
        world.random.chance(0.25) ? 4_000 : 500);
    this.world = world;
    this.clients = clients;
    begin();
  }

  @Override
  int downMillis() {
    // Now and then for so long that the others trim what it lacks.
    return world.replicated && random.chance(0.2) ? 5_000 : 800;
  }

  @Override
  double longFaults() {
    return 0.1;
  }

  @Override
  void strike() {
    strike(world.someone());
    if (random.chance(0.7)) {
      world.someone().restart();
    }
  }

  private void strike(Machine machine) {
    switch (random.nextInt(world.replicated ? 22 : 13)) {
      case 0, 1, 2 -> crashForAWhile(machine);
      case 3, 4 -> dieSoon(machine);
      case 5 -> machine.node.disk().failNextSync();
      case 6 -> fillDisk(machine);
      case 7, 8 -> refuse(machine, true, random.chance(0.5));
      case 9 -> refuse(machine, false, true);
      case 10 -> slowDisk(machine);
      case 11 -> machine.node.pause(random.nextInt(1500) * World.MILLIS);
      case 12 -> crashAllForAWhile();
      case 13 -> network.isolate(machine.name());
      case 14, 18, 19 -> {
        network.isolate(clients.likelyLeader().name());
        later(network::heal);
      }
      case 20 -> clients.likelyLeader().node.pause((200 + random.nextInt(1200)) * World.MILLIS);
      case 15 -> network.cut(machine.name(), world.someone().name());
      case 16, 17 -> network.heal();
      default -> network.everywhere(someLinks());
    }
  }
}
