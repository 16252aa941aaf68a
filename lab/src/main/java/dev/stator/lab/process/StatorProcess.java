package dev.stator.lab.process;

import dev.stator.lab.wire.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stator started by its launcher on a port of its own and a data folder that stays when the process
 * goes, so that the next start is a restart.
 */
public final class StatorProcess implements AutoCloseable {
  /** Generous, because a test machine may be building something else beside it. */
  private static final Duration READY_WITHIN = Duration.ofSeconds(60);

  private final Config config;
  private @Nullable ServerProcess process;

  /** Made for this process alone; null when whoever started it has the folder. */
  private @Nullable Path own;

  private Duration readyAfter = Duration.ZERO;

  /**
   * How to start.
   *
   * @param port the HTTP port
   * @param data the data folder; null keeps nothing on disk
   * @param options further options of {@code stator start}
   * @param environment added to this process's environment
   */
  public record Config(
      int port, @Nullable Path data, List<String> options, Map<String, String> environment) {
    /** A durable server on a free port. */
    public static Config durable(Path data) {
      return new Config(FreePort.find(), data, List.of(), Map.of());
    }

    public static Config inMemory() {
      return new Config(FreePort.find(), null, List.of(), Map.of());
    }

    public Config with(String name, String value) {
      Map<String, String> more = new java.util.HashMap<>(environment);
      more.put(name, value);
      return new Config(port, data, options, Map.copyOf(more));
    }

    /** The command line of this configuration. */
    public List<String> command() {
      List<String> command = new ArrayList<>();
      command.add(SourceTree.launcher().toString());
      command.addAll(List.of("start", "--port", Integer.toString(port)));
      if (data == null) {
        command.add("--in-memory");
      } else {
        command.addAll(List.of("--data", data.toString()));
      }
      command.addAll(options);
      return command;
    }
  }

  public StatorProcess(Config config) {
    this.config = config;
  }

  /** Starts and waits until it serves. */
  public static StatorProcess started(Config config) {
    StatorProcess stator = new StatorProcess(config);
    stator.start();
    return stator;
  }

  /** A durable server on a free port and a new folder under the temporary files. */
  public static StatorProcess startedOnNewFolder() {
    try {
      Path folder = Files.createTempDirectory("stator-it-");
      StatorProcess stator = new StatorProcess(Config.durable(folder.resolve("data")));
      stator.own = folder;
      stator.start();
      return stator;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Starts on the same port and data as before and waits for the ready line.
   *
   * @return the time from the start of the launcher to the ready line
   */
  public Duration start() {
    ServerProcess launched = launch();
    readyAfter =
        launched.awaitLine(line -> line.contains("Stator is ready at http://"), READY_WITHIN);
    return readyAfter;
  }

  /** Starts without waiting, for starts that are meant to fail. */
  public ServerProcess launch() {
    ProcessBuilder builder = new ProcessBuilder(config.command());
    builder.directory(SourceTree.root().toFile());
    builder.environment().putAll(config.environment());
    ServerProcess launched = ServerProcess.start("stator on port " + config.port(), builder);
    process = launched;
    return launched;
  }

  public Config config() {
    return config;
  }

  public Duration readyAfter() {
    return readyAfter;
  }

  public Endpoint endpoint() {
    return Endpoint.loopback(config.port());
  }

  public ServerProcess process() {
    ServerProcess running = process;
    if (running == null) {
      throw new IllegalStateException("Stator has not been started");
    }
    return running;
  }

  public void killNine() {
    process().killNine();
  }

  /** SIGTERM, and the exit code. */
  public int stop() {
    process().terminate();
    int code = process().awaitEnd(Duration.ofSeconds(30));
    process().close();
    return code;
  }

  public String output() {
    return process().output();
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
    Path folder = own;
    if (folder != null) {
      Folders.delete(folder);
    }
  }
}
