package dev.stator.lab.process;

import dev.stator.lab.wire.Endpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Processes in zones that form a cluster on this machine, three in three unless told otherwise. */
public final class ProcessCluster implements AutoCloseable {
  public static final int NODES = 3;

  private static final List<String> ZONES = List.of("a", "b", "c");
  private static final Duration ASK_EVERY = Duration.ofMillis(200);

  private final Places places;
  private final List<ClusterNode> nodes;

  private ProcessCluster(Places places, List<ClusterNode> nodes) {
    this.places = places;
    this.nodes = nodes;
  }

  /**
   * Says how they will run; nothing is started.
   *
   * @param places closed with the cluster
   * @param data the data folder of each node
   * @param environment of all nodes, added to this process's environment
   */
  public static ProcessCluster in(
      Places places, IntFunction<Path> data, IntFunction<Map<String, String>> environment) {
    return in(places, ZONES, data, environment);
  }

  /**
   * @param zones of the nodes; the first node of each zone founds the cluster with those of the
   *     others, the rest join it
   */
  private static ProcessCluster in(
      Places places,
      List<String> zones,
      IntFunction<Path> data,
      IntFunction<Map<String, String>> environment) {
    int[] peerPorts = zones.stream().mapToInt(zone -> FreePort.find()).toArray();
    List<String> join =
        IntStream.range(0, zones.size())
            .filter(node -> zones.indexOf(zones.get(node)) == node)
            .mapToObj(node -> places.address(node) + ":" + peerPorts[node])
            .toList();
    List<ClusterNode> nodes = new ArrayList<>();
    for (int node = 0; node < zones.size(); node++) {
      String zone = zones.get(node);
      nodes.add(
          new ClusterNode(
              new ClusterNode.Config(
                  zone + (1 + Collections.frequency(zones.subList(0, node), zone)),
                  zone,
                  places.address(node),
                  FreePort.find(),
                  peerPorts[node],
                  FreePort.find(),
                  String.join(",", join),
                  places.inside(node),
                  data.apply(node),
                  environment.apply(node))));
    }
    return new ProcessCluster(places, nodes);
  }

  /** On loopback, with data in folders under this one. */
  public static ProcessCluster onLoopback(Path folder) {
    return onLoopback(folder, ZONES);
  }

  /** The same with a node in each of these zones; a zone may have several. */
  public static ProcessCluster onLoopback(Path folder, List<String> zones) {
    return in(Places.loopback(), zones, node -> folder.resolve("node" + node), node -> Map.of());
  }

  /** Starts those that do not run, and waits until all serve and every group is whole. */
  public void start(Duration within) {
    List<ClusterNode> down = nodes.stream().filter(node -> !node.alive()).toList();
    down.forEach(ClusterNode::launch);
    down.forEach(ClusterNode::awaitReady);
    awaitWhole(within);
  }

  /**
   * Waits until each group is led, by one node, and has all its members.
   *
   * @throws IllegalStateException with what the nodes said last when time runs out
   */
  public void awaitWhole(Duration within) {
    long deadline = System.nanoTime() + within.toNanos();
    while (!whole()) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException("Not whole in " + within + ":\n" + words());
      }
      LockSupport.parkNanos(ASK_EVERY.toNanos());
    }
  }

  private boolean whole() {
    int led = 0;
    int whole = 0;
    int partitions = -1;
    for (ClusterNode node : nodes) {
      ClusterNode.Status status = node.status();
      if (status == null || !status.ready() || status.nodes() != nodes.size()) {
        return false;
      }
      if (partitions >= 0 && partitions != status.partitions()) {
        return false;
      }
      partitions = status.partitions();
      led += status.led();
      whole += status.whole();
    }
    return partitions > 0 && led == partitions && whole == partitions;
  }

  /** What each node says, and printed last. */
  public String words() {
    StringBuilder text = new StringBuilder();
    for (ClusterNode node : nodes) {
      ClusterNode.Status status = node.alive() ? node.status() : null;
      text.append(node.config().name())
          .append(": ")
          .append(status == null ? "no answer\n" : status.text() + "\n");
      if (status == null || !status.ready() || status.led() != status.whole()) {
        List<String> lines = node.process().output().lines().toList();
        lines
            .subList(Math.max(0, lines.size() - 20), lines.size())
            .forEach(line -> text.append("    ").append(line).append('\n'));
      }
    }
    return text.toString();
  }

  public ClusterNode node(int node) {
    return nodes.get(node);
  }

  public List<ClusterNode> nodes() {
    return List.copyOf(nodes);
  }

  public List<Endpoint> endpoints() {
    return nodes.stream().map(ClusterNode::endpoint).toList();
  }

  @Override
  public void close() {
    nodes.forEach(ClusterNode::close);
    places.close();
  }
}
