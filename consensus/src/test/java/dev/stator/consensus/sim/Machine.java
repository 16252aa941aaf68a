package dev.stator.consensus.sim;

import dev.stator.base.RandomSource;
import dev.stator.base.sim.SimNode;
import dev.stator.consensus.Membership;
import dev.stator.consensus.ReplicaName;
import dev.stator.consensus.host.GroupHost;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** One machine: what survives on it, and what runs on it now. */
final class Machine {
  final SimNode node;
  final MemoryLog.Platter platter = new MemoryLog.Platter();
  final TreeMap<Long, Hosted> hosted = new TreeMap<>();
  private final TreeSet<String> everHosted = new TreeSet<>();
  private final Function<Long, Agreement> agreements;
  private final Replica.Sources sources;
  private long begunBoot = -1;
  private GroupHost host;

  Machine(SimNode node, Function<Long, Agreement> agreements, Replica.Sources sources) {
    this.node = node;
    this.agreements = agreements;
    this.sources = sources;
  }

  /** Makes a replica from nothing; a name is never made twice. */
  void host(long group, String name, Membership told, boolean first) {
    if (!everHosted.add(group + "/" + name)) {
      throw new Agreement.Violation(name + " was made twice");
    }
    Hosted made = new Hosted(name, told, first);
    hosted.put(group, made);
    if (node.up() && host != null) {
      node.run("host", () -> open(group, made));
    }
  }

  boolean everHosted(long group, String name) {
    return everHosted.contains(group + "/" + name);
  }

  /** The process has begun: opens what is here. */
  void begun(GroupHost newHost) {
    host = newHost;
    begunBoot = node.boot();
    hosted.values().forEach(replica -> replica.running = null);
    List<Long> groups = new ArrayList<>(hosted.keySet());
    for (long group : groups) {
      Hosted replica = hosted.get(group);
      if (replica.dropping) {
        host.drop(group, () -> hosted.remove(group, replica));
      } else {
        open(group, replica);
      }
    }
  }

  /** Whatever is left of a replica goes. */
  void drop(long group) {
    Hosted replica = hosted.get(group);
    replica.dropping = true;
    replica.running = null;
    node.run("drop", () -> host.drop(group, () -> hosted.remove(group, replica)));
  }

  /** What runs here of a group. A machine that starts again has nothing of the last time. */
  Replica running(long group) {
    Hosted replica = hosted.get(group);
    boolean begun = node.up() && begunBoot == node.boot();
    return begun && replica != null ? replica.running : null;
  }

  private void open(long group, Hosted replica) {
    GroupHost opening = host;
    long boot = node.boot();
    Runnable open =
        () -> {
          if (node.boot() == boot && host == opening && hosted.get(group) == replica) {
            run(group, replica);
          }
        };
    if (replica.first) {
      host.bootstrap(group, replica.told, open);
    } else {
      open.run();
    }
  }

  private void run(long group, Hosted replica) {
    if (replica.dropping || replica.running != null) {
      // It is to go, or the process has begun since it was hosted and has opened it.
      return;
    }
    RandomSource random = node.random().fork();
    Replica machine =
        new Replica(
            replica.name, replica.kind, agreements.apply(group), replica.store, random, sources);
    machine.group(host.open(group, replica.name, replica.store.membership(), machine));
    replica.running = machine;
  }

  GroupHost host() {
    return host;
  }

  /** The name that a replica made from nothing would get here. */
  String nameAfter(Membership membership) {
    return ReplicaName.of(node.name(), membership.lastGeneration() + 1);
  }
}
