package dev.stator.lab.process;

import dev.stator.lab.wire.Endpoint;
import dev.stator.lab.wire.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * DynamoDB Local in a process of its own. Its libraries are resolved once into {@code
 * lab/peers/target/lib} by a Maven build that is not part of the reactor.
 */
public final class DynamoLocalProcess implements AutoCloseable {
  private static final String MAIN = "software.amazon.dynamodb.services.local.main.ServerRunner";

  private final ServerProcess process;
  private final Endpoint endpoint;
  private final Duration readyAfter;

  private DynamoLocalProcess(ServerProcess process, Endpoint endpoint, Duration readyAfter) {
    this.process = process;
    this.endpoint = endpoint;
    this.readyAfter = readyAfter;
  }

  /** Starts and waits until it answers; on disk in {@code folder}, in memory when that is null. */
  public static DynamoLocalProcess start(@Nullable Path folder) {
    Path libraries = libraries();
    int port = FreePort.find();
    List<String> command = new ArrayList<>();
    command.add(javaExecutable());
    command.add("-Djava.library.path=" + libraries);
    command.addAll(List.of("-cp", libraries + "/*", MAIN));
    command.addAll(List.of("-port", Integer.toString(port), "-disableTelemetry"));
    command.addAll(folder == null ? List.of("-inMemory") : List.of("-dbPath", folder.toString()));
    ServerProcess process =
        ServerProcess.start("DynamoDB Local on port " + port, new ProcessBuilder(command));
    Endpoint endpoint = Endpoint.loopback(port);
    awaitAnswer(process, endpoint);
    return new DynamoLocalProcess(process, endpoint, process.age());
  }

  private static void awaitAnswer(ServerProcess process, Endpoint endpoint) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    try (RawClient client = RawClient.to(endpoint)) {
      while (true) {
        try {
          client.call("ListTables", "{}").orThrow();
          return;
        } catch (IOException e) {
          if (System.nanoTime() > deadline || !process.alive()) {
            throw new IllegalStateException(process + " did not start:\n" + process.output(), e);
          }
          process.pause(Duration.ofMillis(20));
        }
      }
    }
  }

  private static Path libraries() {
    Path root = SourceTree.root();
    Path libraries = root.resolve("lab/peers/target/lib");
    if (Files.isDirectory(libraries)) {
      return libraries;
    }
    ProcessBuilder maven =
        new ProcessBuilder(
            root.resolve("mvnw").toString(),
            "-B",
            "-f",
            root.resolve("lab/peers/pom.xml").toString(),
            "dependency:copy-dependencies");
    ServerProcess resolving = ServerProcess.start("resolving DynamoDB Local", maven);
    if (resolving.awaitEnd(Duration.ofMinutes(5)) != 0) {
      throw new IllegalStateException("DynamoDB Local does not resolve:\n" + resolving.output());
    }
    return libraries;
  }

  /** The {@code java} that runs this JVM. */
  public static String javaExecutable() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  public Endpoint endpoint() {
    return endpoint;
  }

  public Duration readyAfter() {
    return readyAfter;
  }

  public ServerProcess process() {
    return process;
  }

  @Override
  public void close() {
    process.close();
  }
}
