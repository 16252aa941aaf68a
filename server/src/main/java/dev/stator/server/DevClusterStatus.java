package dev.stator.server;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code stator dev-cluster status}. */
final class DevClusterStatus implements Command {
  private static final int LOOKS = 10;
  private static final long LOOK_MILLIS = 200;

  @Override
  public String name() {
    return "dev-cluster status";
  }

  @Override
  public String description() {
    return "Shows the nodes; exit code 1 unless every group is whole.";
  }

  @Override
  public List<Flag> flags() {
    return List.of(DevClusterCommand.DATA);
  }

  @Override
  public int run(Parsed given, PrintStream out)
      throws UsageException, StartException, IOException, InterruptedException {
    Path data = given.path(DevClusterCommand.DATA);
    List<DevNode> nodes = DevClusterCommand.nodes(data);
    Seen seen = look(nodes);
    for (int i = 0; i < LOOKS && seen.whole > seen.partitions; i++) {
      // One node said that it leads a group, and so did the next that took it over meanwhile.
      Thread.sleep(LOOK_MILLIS);
      seen = look(nodes);
    }
    seen.lines.forEach(out::println);
    boolean good = seen.all && seen.partitions > 0 && seen.whole == seen.partitions;
    out.println(
        good
            ? "Every group is whole (" + seen.partitions + ")."
            : "Whole: " + seen.whole + " of " + seen.partitions + " groups.");
    if (seen.logReplicas > 0) {
      out.println(
          "With log replicas in the place of storage replicas ("
              + seen.logReplicas
              + "), the quorums of "
              + seen.quorate
              + " groups are whole.");
    }
    return good ? 0 : 1;
  }

  /** What all nodes say together. */
  private static final class Seen {
    private final List<String> lines = new ArrayList<>();
    private int partitions;
    private int whole;
    private int quorate;
    private int logReplicas;
    private boolean all = true;
  }

  private static Seen look(List<DevNode> nodes) {
    Seen seen = new Seen();
    for (DevNode node : nodes) {
      String status = node.status();
      if (status == null || !DevNode.ready(status)) {
        seen.all = false;
        seen.lines.add(
            String.format(
                "%-4s zone %-3s %s",
                node.name(), node.zone(), status == null ? "down" : "not ready"));
        continue;
      }
      seen.partitions = Math.max(seen.partitions, DevNode.number(status, "partitions"));
      seen.whole += DevNode.number(status, "whole");
      seen.quorate += DevNode.number(status, "quorate");
      seen.logReplicas += DevNode.number(status, "logReplicas");
      seen.lines.add(
          String.format(
              "%-4s zone %-3s http://127.0.0.1:%d  groups %d, leads %d, of these whole %d",
              node.name(),
              node.zone(),
              node.port(),
              DevNode.number(status, "hosted"),
              DevNode.number(status, "led"),
              DevNode.number(status, "whole")));
    }
    return seen;
  }
}
