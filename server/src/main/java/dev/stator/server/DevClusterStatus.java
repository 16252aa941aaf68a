package dev.stator.server;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** {@code stator dev-cluster status}. */
final class DevClusterStatus implements Command {
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
  public int run(Parsed given, PrintStream out) throws UsageException, StartException, IOException {
    Path data = given.path(DevClusterCommand.DATA);
    int partitions = 0;
    int whole = 0;
    int quorate = 0;
    int logReplicas = 0;
    boolean all = true;
    for (DevNode node : DevClusterCommand.nodes(data)) {
      String status = node.status();
      if (status == null || !DevNode.ready(status)) {
        all = false;
        out.println(
            String.format(
                "%-4s zone %-3s %s",
                node.name(), node.zone(), status == null ? "down" : "not ready"));
        continue;
      }
      partitions = Math.max(partitions, DevNode.number(status, "partitions"));
      whole += DevNode.number(status, "whole");
      quorate += DevNode.number(status, "quorate");
      logReplicas += DevNode.number(status, "logReplicas");
      out.println(
          String.format(
              "%-4s zone %-3s http://127.0.0.1:%d  groups %d, leads %d, of these whole %d",
              node.name(),
              node.zone(),
              node.port(),
              DevNode.number(status, "hosted"),
              DevNode.number(status, "led"),
              DevNode.number(status, "whole")));
    }
    boolean good = all && partitions > 0 && whole == partitions;
    out.println(
        good
            ? "Every group is whole (" + partitions + ")."
            : "Whole: " + whole + " of " + partitions + " groups.");
    if (logReplicas > 0) {
      out.println(
          "With log replicas in the place of storage replicas ("
              + logReplicas
              + "), the quorums of "
              + quorate
              + " groups are whole.");
    }
    return good ? 0 : 1;
  }
}
