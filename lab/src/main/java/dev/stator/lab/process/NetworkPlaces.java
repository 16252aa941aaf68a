package dev.stator.lab.process;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A network namespace for each node, all on one bridge with this process: packets between any two
 * nodes can be dropped, in one direction or both, while clients reach every node. Needs root.
 */
public final class NetworkPlaces implements Places {
  private static final int HERE = 254;

  private final String tag;
  private final String net;
  private final int nodes;
  private final List<List<String>> undo = new ArrayList<>();

  private NetworkPlaces(int nodes) {
    long pid = ProcessHandle.current().pid();
    this.tag = "st" + pid;
    this.net = "10.77." + (pid % 250) + ".";
    this.nodes = nodes;
  }

  /**
   * Makes them.
   *
   * @throws IllegalStateException with the reason where this machine cannot
   */
  public static NetworkPlaces of(int nodes) {
    NetworkPlaces places = new NetworkPlaces(nodes);
    try {
      places.make();
      return places;
    } catch (IllegalStateException | UncheckedIOException e) {
      places.close();
      throw new IllegalStateException("No network namespaces here: " + e.getMessage(), e);
    }
  }

  private void make() {
    String bridge = tag + "b";
    Tool.run("ip", "link", "add", bridge, "type", "bridge");
    undo.add(List.of("ip", "link", "del", bridge));
    Tool.run("ip", "addr", "add", net + HERE + "/24", "dev", bridge);
    Tool.run("ip", "link", "set", bridge, "up");
    for (int node = 0; node < nodes; node++) {
      String outer = tag + "v" + node;
      Tool.run("ip", "netns", "add", name(node));
      undo.add(List.of("ip", "netns", "del", name(node)));
      Tool.run(
          "ip", "link", "add", outer, "type", "veth", "peer", "name", "eth0", "netns", name(node));
      Tool.run("ip", "link", "set", outer, "master", bridge);
      Tool.run("ip", "link", "set", outer, "up");
      there(node, "ip", "addr", "add", address(node) + "/24", "dev", "eth0");
      there(node, "ip", "link", "set", "eth0", "up");
      there(node, "ip", "link", "set", "lo", "up");
      there(node, "iptables", "-w", "-L", "INPUT");
    }
  }

  private String name(int node) {
    return tag + "n" + node;
  }

  private void there(int node, String... command) {
    List<String> whole = new ArrayList<>(inside(node));
    whole.addAll(List.of(command));
    Tool.run(whole);
  }

  @Override
  public String address(int node) {
    return net + (node + 1);
  }

  @Override
  public List<String> inside(int node) {
    return List.of("ip", "netns", "exec", name(node));
  }

  /** From now on no packet from one node reaches the other; the way back stays open. */
  public void cut(int from, int to) {
    there(to, "iptables", "-w", "-A", "INPUT", "-s", address(from), "-j", "DROP");
  }

  /** No packets between this node and any other, in either direction. */
  public void isolate(int node) {
    for (int other = 0; other < nodes; other++) {
      if (other != node) {
        cut(node, other);
        cut(other, node);
      }
    }
  }

  /** All packets arrive again. */
  public void heal() {
    for (int node = 0; node < nodes; node++) {
      there(node, "iptables", "-w", "-F", "INPUT");
    }
  }

  @Override
  public void close() {
    for (List<String> command : undo.reversed()) {
      try {
        Tool.run(command);
      } catch (IllegalStateException e) {
        System.err.println("Left behind: " + e.getMessage());
      }
    }
    undo.clear();
  }
}
