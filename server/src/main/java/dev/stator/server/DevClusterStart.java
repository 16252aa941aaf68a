package dev.stator.server;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code stator dev-cluster start}. */
final class DevClusterStart implements Command {
  private static final int ZONES_MAX = 9;
  private static final long START_SECONDS = 120;
  private static final long POLL_MILLIS = 200;

  private static final Flag ZONES = Flag.value("--zones", "COUNT", "3", "How many (default %s).");
  private static final Flag PORT =
      Flag.value("--port", "PORT", "8000", "The first endpoint; others follow (default %s).");
  private static final Flag DATA =
      Flag.value("--data", "FOLDER", DevClusterCommand.FOLDER, "Where all is kept (default ./%s).");

  @Override
  public String name() {
    return "dev-cluster start";
  }

  @Override
  public String description() {
    return "Starts the nodes that do not run, and waits until all are ready.";
  }

  @Override
  public List<Flag> flags() {
    return List.of(ZONES, PORT, DATA);
  }

  @Override
  public int run(Parsed given, PrintStream out)
      throws UsageException, StartException, IOException, InterruptedException {
    int zones = given.number(ZONES);
    int port = given.number(PORT);
    Path data = given.path(DATA);
    String launcher = System.getenv("STATOR_LAUNCHER");
    if (launcher == null) {
      throw new StartException(
          "dev-cluster is started by the launcher: ./stator dev-cluster start.");
    }
    start(launcher, zones, port, data, out);
    return 0;
  }

  static void start(String launcher, int zones, int port, Path data, PrintStream out)
      throws StartException, IOException, InterruptedException {
    if (zones < 1 || zones > ZONES_MAX) {
      throw new StartException("--zones must be between 1 and " + ZONES_MAX + ".");
    }
    if (port < 1 || port > 60_000) {
      throw new StartException("--port must be between 1 and 60000.");
    }
    DataFolder.prepare(data);
    List<DevNode> nodes = new ArrayList<>();
    for (int i = 0; i < zones; i++) {
      String name = (char) ('a' + i) + "1";
      nodes.add(new DevNode(name, data.resolve(name), port + i));
    }
    Path layout = data.resolve("layout");
    String text = zones + " " + port + "\n";
    if (Files.exists(layout) && !Files.readString(layout).equals(text)) {
      throw new StartException(
          "The folder "
              + data
              + " holds a cluster with other --zones or another --port: "
              + Files.readString(layout).trim().replaceFirst(" ", " zones from port ")
              + ". Use those, or another --data.");
    }
    Files.writeString(layout, text);
    String join =
        nodes.stream().map(node -> "127.0.0.1:" + node.peerPort()).collect(Collectors.joining(","));
    List<ProcessHandle> processes = new ArrayList<>();
    for (DevNode node : nodes) {
      Optional<ProcessHandle> running = node.process();
      processes.add(running.isPresent() ? running.get() : node.start(launcher, join));
    }
    for (int i = 0; i < zones; i++) {
      await(nodes.get(i), processes.get(i));
      out.println(
          "Node " + nodes.get(i).name() + " is ready at http://127.0.0.1:" + nodes.get(i).port());
    }
  }

  private static void await(DevNode node, ProcessHandle process)
      throws StartException, IOException, InterruptedException {
    long deadline = System.nanoTime() + START_SECONDS * 1_000_000_000L;
    while (true) {
      String status = node.status();
      if (status != null && DevNode.ready(status) && process.isAlive()) {
        return;
      }
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new StartException(
            "Node "
                + node.name()
                + (process.isAlive() ? " is not ready yet" : " has ended")
                + "; see "
                + node.output()
                + ":\n"
                + node.lastWords());
      }
      Thread.sleep(POLL_MILLIS);
    }
  }
}
