package dev.stator.base.sim;

import dev.stator.base.RandomSource;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The network between all machines of a {@link Simulation}. Every setting holds for messages sent
 * from now on; of the messages under way when a link is cut, about half still arrive, perhaps long
 * after.
 */
public final class SimNetwork {
  private static final double ARRIVES_THOUGH_CUT = 0.5;

  private final Simulation simulation;
  private final RandomSource random;
  // Only looked up by key, never walked over.
  private final Map<Link, LinkSettings> settings = new HashMap<>();
  private final Map<Link, Traffic> traffic = new HashMap<>();
  private final Set<Link> cuts = new HashSet<>();
  private LinkSettings usual = LinkSettings.HEALTHY;
  private long sent;
  private long delivered;
  private long lost;

  SimNetwork(Simulation simulation, RandomSource random) {
    this.simulation = simulation;
    this.random = random;
  }

  /** Sets how all links fare that have no settings of their own. */
  public void everywhere(LinkSettings newUsual) {
    usual = newUsual;
  }

  /** Sets how messages fare in this one direction; null for as {@link #everywhere}. */
  public void link(String from, String to, @Nullable LinkSettings linkSettings) {
    if (linkSettings == null) {
      settings.remove(new Link(from, to));
    } else {
      settings.put(new Link(from, to), linkSettings);
    }
  }

  /** Cuts one direction only. */
  public void cut(String from, String to) {
    simulation.trace("cut " + from + " to " + to);
    cuts.add(new Link(from, to));
  }

  /** Mends one direction. */
  public void mend(String from, String to) {
    simulation.trace("mend " + from + " to " + to);
    cuts.remove(new Link(from, to));
  }

  /** Cuts both directions between each machine of one side and each of the other. */
  public void partition(Collection<String> side, Collection<String> otherSide) {
    for (String one : side) {
      for (String other : otherSide) {
        cut(one, other);
        cut(other, one);
      }
    }
  }

  /** Cuts one machine off from all the others that exist now. */
  public void isolate(String name) {
    for (SimNode other : simulation.nodes()) {
      if (!other.name().equals(name)) {
        cut(name, other.name());
        cut(other.name(), name);
      }
    }
  }

  /** Mends all cuts. Settings of links stay. */
  public void heal() {
    simulation.trace("heal the network");
    cuts.clear();
  }

  /** Mends all cuts and makes every link {@link LinkSettings#HEALTHY}. */
  public void healAll() {
    heal();
    settings.clear();
    usual = LinkSettings.HEALTHY;
  }

  /** Messages handed to the network. */
  public long sent() {
    return sent;
  }

  /** Messages that arrived at a running machine, doubles included. */
  public long delivered() {
    return delivered;
  }

  /** Messages that were lost on the way, for whatever reason. */
  public long lost() {
    return lost;
  }

  void send(String from, String to, byte[] message) {
    sent++;
    simulation.mixIn(Arrays.hashCode(message));
    Link link = new Link(from, to);
    LinkSettings how = settings.isEmpty() ? usual : settings.getOrDefault(link, usual);
    if (isCut(link) || random.chance(how.lossChance())) {
      lost++;
      return;
    }
    // The world keeps its own copy: machines share no memory.
    byte[] copy = message.clone();
    dispatch(link, how, copy);
    if (random.chance(how.duplicateChance())) {
      dispatch(link, how, copy.clone());
    }
  }

  private void dispatch(Link link, LinkSettings how, byte[] message) {
    Traffic on = traffic.computeIfAbsent(link, any -> new Traffic());
    if (on.bytes + message.length > how.bytesInFlightMax()) {
      lost++;
      return;
    }
    on.bytes += message.length;
    long arrival = simulation.nowNanos() + delay(how);
    if (!random.chance(how.reorderChance())) {
      arrival = Math.max(arrival, on.lastArrivalNanos + 1);
      on.lastArrivalNanos = arrival;
    }
    simulation.post(
        arrival - simulation.nowNanos(),
        simulation.find(link.to),
        "message",
        () -> {
          on.bytes -= message.length;
          arrive(link, message);
        });
  }

  private long delay(LinkSettings how) {
    if (random.chance(how.slowChance())) {
      return how.delayNanosMin() + random.nextLong(how.slowNanosMax() + 1);
    }
    return how.delayNanosMin() + random.nextLong(how.delayNanosMax() - how.delayNanosMin() + 1);
  }

  private void arrive(Link link, byte[] message) {
    SimNode node = simulation.find(link.to);
    SimEndpoint endpoint = node == null ? null : node.endpointIfUp();
    if (node == null || endpoint == null || (isCut(link) && !random.chance(ARRIVES_THOUGH_CUT))) {
      lost++;
      return;
    }
    if (node.pauseLeftNanos() > 0) {
      simulation.post(node.pauseLeftNanos(), node, "message", () -> arrive(link, message));
      return;
    }
    delivered++;
    if (simulation.recordsTrace()) {
      simulation.record(link.to + " gets " + message.length + " bytes from " + link.from);
    }
    endpoint.deliver(link.from, message);
  }

  private boolean isCut(Link link) {
    return !cuts.isEmpty() && cuts.contains(link);
  }

  /** One direction between two machines. */
  private record Link(String from, String to) {}

  /** What is under way on a link. */
  private static final class Traffic {
    private long bytes;
    private long lastArrivalNanos = -1;
  }
}
