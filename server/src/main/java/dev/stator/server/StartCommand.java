package dev.stator.server;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stator start}: runs one node, a cluster of its own, until it is told to stop. */
@Command(
    name = "start",
    description = "Runs one node on this machine.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class StartCommand implements Callable<Integer> {
  @Mixin private ServeOptions serve = new ServeOptions();

  @Option(names = "--train", hidden = true, description = "Serve a few requests and stop.")
  private boolean train;

  @Override
  public Integer call() throws StartException, IOException, InterruptedException {
    if (train) {
      TrainingRun.serveAndStop();
    } else {
      Serving.untilStopped(serve.config(), null, serve.adminPort());
    }
    return 0;
  }
}
