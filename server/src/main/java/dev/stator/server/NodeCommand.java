package dev.stator.server;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code stator node}: runs a member of a cluster until it is told to stop. */
@Command(
    name = "node",
    description = "Runs a member of a cluster.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class NodeCommand implements Callable<Integer> {
  @Mixin private ClusterOptions cluster = new ClusterOptions();
  @Mixin private ServeOptions serve = new ServeOptions();

  @Override
  public Integer call() throws StartException, InterruptedException {
    ServerConfig config = serve.config();
    Serving.untilStopped(config, cluster.settings(config), serve.adminPort());
    return 0;
  }
}
