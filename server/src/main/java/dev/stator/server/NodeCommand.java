package dev.stator.server;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** {@code stator node}: runs a member of a cluster until it is told to stop. */
final class NodeCommand implements Command {
  @Override
  public String name() {
    return "node";
  }

  @Override
  public String description() {
    return "Runs a member of a cluster.";
  }

  @Override
  public List<Flag> flags() {
    List<Flag> flags = new ArrayList<>(ClusterOptions.FLAGS);
    flags.addAll(ServeOptions.FLAGS);
    return flags;
  }

  @Override
  public int run(Parsed given, PrintStream out)
      throws UsageException, StartException, InterruptedException {
    ClusterOptions cluster = new ClusterOptions(given);
    ServeOptions serve = new ServeOptions(given);
    ServerConfig config = serve.config();
    Serving.untilStopped(config, cluster.settings(config), serve.adminPort());
    return 0;
  }
}
