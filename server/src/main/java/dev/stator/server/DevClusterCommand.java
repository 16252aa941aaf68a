package dev.stator.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code stator dev-cluster}: several nodes on this machine, for trying it. */
@Command(
    name = "dev-cluster",
    description = "Runs a cluster of several processes on this machine, each in a zone of its own.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "start|status|stop")
final class DevClusterCommand {
  private static final int ZONES_MAX = 9;
  private static final long START_SECONDS = 120;
  private static final long STOP_SECONDS = 30;
  private static final long POLL_MILLIS = 200;

  @Spec private @Nullable CommandSpec spec;

  @Command(
      name = "start",
      description = "Starts the nodes that do not run, and waits until all are ready.",
      mixinStandardHelpOptions = true)
  int start(
      @Option(
              names = "--zones",
              defaultValue = "3",
              description = "How many (default ${DEFAULT-VALUE}).")
          int zones,
      @Option(
              names = "--port",
              defaultValue = "8000",
              description = "The first endpoint; others follow (default ${DEFAULT-VALUE}).")
          int port,
      @Option(
              names = "--data",
              defaultValue = "stator-cluster",
              description = "Where all is kept (default ./${DEFAULT-VALUE}).")
          Path data)
      throws StartException, IOException, InterruptedException {
    String launcher = System.getenv("STATOR_LAUNCHER");
    if (launcher == null) {
      throw new StartException(
          "dev-cluster is started by the launcher: ./stator dev-cluster start.");
    }
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
      say("Node " + nodes.get(i).name() + " is ready at http://127.0.0.1:" + nodes.get(i).port());
    }
    return 0;
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

  @Command(
      name = "status",
      description = "Shows the nodes; exit code 1 unless every group is whole.",
      mixinStandardHelpOptions = true)
  int status(
      @Option(names = "--data", defaultValue = "stator-cluster", description = "As for start.")
          Path data)
      throws StartException, IOException {
    int partitions = 0;
    int whole = 0;
    int quorate = 0;
    int logReplicas = 0;
    boolean all = true;
    for (DevNode node : nodes(data)) {
      String status = node.status();
      if (status == null || !DevNode.ready(status)) {
        all = false;
        say(
            String.format(
                "%-4s zone %-3s %s",
                node.name(), node.zone(), status == null ? "down" : "not ready"));
        continue;
      }
      partitions = Math.max(partitions, DevNode.number(status, "partitions"));
      whole += DevNode.number(status, "whole");
      quorate += DevNode.number(status, "quorate");
      logReplicas += DevNode.number(status, "logReplicas");
      say(
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
    say(
        good
            ? "Every group is whole (" + partitions + ")."
            : "Whole: " + whole + " of " + partitions + " groups.");
    if (logReplicas > 0) {
      say(
          "With log replicas in the place of storage replicas ("
              + logReplicas
              + "), the quorums of "
              + quorate
              + " groups are whole.");
    }
    return good ? 0 : 1;
  }

  @Command(
      name = "stop",
      description = "Stops all nodes in order and waits for their end.",
      mixinStandardHelpOptions = true)
  int stop(
      @Option(names = "--data", defaultValue = "stator-cluster", description = "As for start.")
          Path data)
      throws StartException, IOException, InterruptedException {
    int code = 0;
    for (DevNode node : nodes(data)) {
      if (!node.stop(STOP_SECONDS)) {
        say("Node " + node.name() + " did not stop in " + STOP_SECONDS + " s and was killed.");
        code = 1;
      }
    }
    say("Stopped.");
    return code;
  }

  private static List<DevNode> nodes(Path data) throws StartException, IOException {
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

  private void say(String line) {
    if (spec != null) {
      spec.commandLine().getOut().println(line);
      spec.commandLine().getOut().flush();
    }
  }
}
