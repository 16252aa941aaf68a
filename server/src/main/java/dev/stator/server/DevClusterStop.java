package dev.stator.server;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** {@code stator dev-cluster stop}. */
final class DevClusterStop implements Command {
  private static final long STOP_SECONDS = 30;

  @Override
  public String name() {
    return "dev-cluster stop";
  }

  @Override
  public String description() {
    return "Stops all nodes in order and waits for their end.";
  }

  @Override
  public List<Flag> flags() {
    return List.of(DevClusterCommand.DATA);
  }

  @Override
  public int run(Parsed given, PrintStream out)
      throws UsageException, StartException, IOException, InterruptedException {
    Path data = given.path(DevClusterCommand.DATA);
    int code = 0;
    for (DevNode node : DevClusterCommand.nodes(data)) {
      if (!node.stop(STOP_SECONDS)) {
        out.println(
            "Node " + node.name() + " did not stop in " + STOP_SECONDS + " s and was killed.");
        code = 1;
      }
    }
    out.println("Stopped.");
    return code;
  }
}
