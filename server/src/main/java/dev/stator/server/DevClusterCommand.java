package dev.stator.server;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code stator dev-cluster}: several nodes on this machine, for trying it. */
final class DevClusterCommand implements Command {
  static final String FOLDER = "stator-cluster";
  static final Flag DATA = Flag.value("--data", "FOLDER", FOLDER, "As for start (default ./%s).");

  @Override
  public String name() {
    return "dev-cluster";
  }

  @Override
  public String description() {
    return "Runs a cluster of several processes on this machine, each in a zone of its own.";
  }

  @Override
  public List<Command> commands() {
    return List.of(new DevClusterStart(), new DevClusterStatus(), new DevClusterStop());
  }

  @Override
  public int run(Parsed given, PrintStream out) throws UsageException {
    throw new UsageException("Missing required subcommand");
  }

  /**
   * The nodes that a folder was made for.
   *
   * @throws StartException when it holds no cluster
   */
  static List<DevNode> nodes(Path data) throws StartException, IOException {
    Path layout = data.resolve("layout");
    String[] words =
        Files.exists(layout) ? Files.readString(layout).trim().split(" ", -1) : new String[0];
    if (words.length != 2 || !(words[0] + words[1]).matches("[0-9]{2,6}")) {
      throw new StartException(
          "There is no cluster in "
              + data
              + ": start one with dev-cluster start, or name its --data.");
    }
    List<DevNode> nodes = new ArrayList<>();
    for (int i = 0; i < Integer.parseInt(words[0]); i++) {
      String name = (char) ('a' + i) + "1";
      nodes.add(new DevNode(name, data.resolve(name), Integer.parseInt(words[1]) + i));
    }
    return nodes;
  }
}
