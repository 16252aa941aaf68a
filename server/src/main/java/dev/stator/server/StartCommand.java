package dev.stator.server;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** {@code stator start}: runs one node, a cluster of its own, until it is told to stop. */
final class StartCommand implements Command {
  private static final Flag TRAIN =
      Flag.bare("--train", "Serve a few requests and stop.").with(Flag.Use.HIDDEN);

  @Override
  public String name() {
    return "start";
  }

  @Override
  public String description() {
    return "Runs one node on this machine.";
  }

  @Override
  public List<Flag> flags() {
    List<Flag> flags = new ArrayList<>(ServeOptions.FLAGS);
    flags.add(TRAIN);
    return flags;
  }

  @Override
  public int run(Parsed given, PrintStream out)
      throws UsageException, StartException, IOException, InterruptedException {
    ServeOptions serve = new ServeOptions(given);
    if (given.has(TRAIN)) {
      TrainingRun.serveAndStop();
    } else {
      Serving.untilStopped(serve.config(), null, serve.adminPort());
    }
    return 0;
  }
}
