package dev.stator.lab.process;

import dev.stator.lab.wire.Endpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One member of a cluster: a process that is started, killed, stopped and started again. */
public final class ClusterNode implements AutoCloseable {
  private static final Duration READY_WITHIN = Duration.ofSeconds(90);

  private final Config config;
  private @Nullable ServerProcess process;

  /**
   * How it starts.
   *
   * @param before what goes before the command, such as a network namespace
   * @param data its data folder
   * @param environment added to this process's environment
   */
  public record Config(
      String name,
      String zone,
      String host,
      int port,
      int peerPort,
      int adminPort,
      String join,
      List<String> before,
      Path data,
      Map<String, String> environment) {
    public Config {
      before = List.copyOf(before);
      environment = Map.copyOf(environment);
    }

    List<String> command() {
      List<String> command = new ArrayList<>(before);
      command.addAll(
          List.of(
              SourceTree.launcher().toString(),
              "node",
              "--name",
              name,
              "--zone",
              zone,
              "--host",
              host,
              "--port",
              Integer.toString(port),
              "--peer-port",
              Integer.toString(peerPort),
              "--admin-port",
              Integer.toString(adminPort),
              "--data",
              data.toString(),
              "--join",
              join));
      if (!host.startsWith("127.")) {
        command.add("--insecure");
      }
      return command;
    }
  }

  ClusterNode(Config config) {
    this.config = config;
  }

  public Config config() {
    return config;
  }

  /** Starts without waiting. */
  public void launch() {
    ProcessBuilder builder = new ProcessBuilder(config.command());
    builder.directory(SourceTree.root().toFile());
    builder.environment().putAll(config.environment());
    process = ServerProcess.start("stator node " + config.name(), builder);
  }

  /** Waits until it serves. */
  public void awaitReady() {
    process().awaitLine(line -> line.contains("Stator is ready at http"), READY_WITHIN);
  }

  public Endpoint endpoint() {
    return new Endpoint(config.host(), config.port());
  }

  public boolean alive() {
    ServerProcess running = process;
    return running != null && running.alive();
  }

  public ServerProcess process() {
    ServerProcess running = process;
    if (running == null) {
      throw new IllegalStateException(config.name() + " has not been started");
    }
    return running;
  }

  public void killNine() {
    process().killNine();
  }

  /** SIGSTOP: it is there, and does nothing. */
  public void suspend() {
    Tool.run("kill", "-STOP", Long.toString(process().pid()));
  }

  /** SIGCONT. */
  public void resume() {
    Tool.run("kill", "-CONT", Long.toString(process().pid()));
  }

  /** SIGTERM, and how long it took to end. */
  public Duration stop() {
    long start = System.nanoTime();
    process().terminate();
    process().awaitEnd(Duration.ofSeconds(30));
    process().close();
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /**
   * What its admin port says.
   *
   * @return null when it does not answer
   */
  public @Nullable Status status() {
    List<String> command = new ArrayList<>(config.before());
    String url = "http://127.0.0.1:" + config.adminPort() + "/status";
    command.addAll(List.of("curl", "-s", "--noproxy", "*", "--max-time", "2", url));
    try {
      return Status.of(Tool.run(command));
    } catch (IllegalStateException e) {
      return null;
    }
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
  }

  /**
   * A node's own view.
   *
   * @param nodes how many the cluster has
   * @param partitions how many the cluster has
   * @param hosted groups with a replica at this node
   * @param led groups led by this node
   * @param quorate of those, how many have all their voters, log replicas among them
   * @param whole of those, how many have all their members
   * @param logReplicas that vote in groups led by this node
   */
  public record Status(
      boolean ready,
      int nodes,
      int partitions,
      int hosted,
      int led,
      int quorate,
      int whole,
      int logReplicas,
      String text) {
    /** Reads what an admin port said; null when it is no status. */
    public static @Nullable Status of(String text) {
      if (!text.contains("\"ready\"")) {
        return null;
      }
      return new Status(
          text.contains("\"ready\":true"),
          number(text, "nodes"),
          number(text, "partitions"),
          number(text, "hosted"),
          number(text, "led"),
          number(text, "quorate"),
          number(text, "whole"),
          number(text, "logReplicas"),
          text);
    }

    private static int number(String text, String field) {
      Matcher found = Pattern.compile("\"" + field + "\":([0-9]{1,9})[,}]").matcher(text);
      return found.find() ? Integer.parseInt(found.group(1)) : -1;
    }
  }
}
