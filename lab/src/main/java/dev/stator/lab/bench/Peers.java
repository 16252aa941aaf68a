package dev.stator.lab.bench;

import dev.stator.lab.process.DynamoLocalProcess;
import dev.stator.lab.process.Folders;
import dev.stator.lab.process.FreePort;
import dev.stator.lab.process.ServerProcess;
import dev.stator.lab.process.StatorProcess;
import dev.stator.lab.wire.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Starts what is measured, each in a process of its own, and ends all of it. */
final class Peers implements AutoCloseable {
  private final Path work;
  private final Deque<AutoCloseable> started = new ArrayDeque<>();

  /** A running server under measurement. */
  record Peer(Target target, ServerProcess process, Duration readyAfter) {}

  /** All data goes into new folders under {@code work}. */
  Peers(Path work) {
    this.work = work;
  }

  Peer statorDurable() {
    return stator("Stator", StatorProcess.Config.durable(folder("stator")));
  }

  /** With further options of {@code stator start}. */
  Peer statorDurable(List<String> more) {
    StatorProcess.Config plain = StatorProcess.Config.durable(folder("stator"));
    return stator(
        "Stator", new StatorProcess.Config(plain.port(), plain.data(), more, plain.environment()));
  }

  Peer statorInMemory() {
    return stator("Stator in memory", StatorProcess.Config.inMemory());
  }

  private Peer stator(String label, StatorProcess.Config config) {
    StatorProcess process = keep(StatorProcess.started(config));
    return peer(label, process.endpoint(), process.process(), process.readyAfter());
  }

  private static Peer peer(
      String label, Endpoint endpoint, ServerProcess process, Duration readyAfter) {
    List<Long> pids = List.of(process.pid());
    return new Peer(new Target(label, List.of(endpoint), true, pids), process, readyAfter);
  }

  Peer dynamoLocalInMemory() {
    return dynamo("DynamoDB Local, memory", keep(DynamoLocalProcess.start(null)));
  }

  Peer dynamoLocalOnDisk() {
    return dynamo("DynamoDB Local, disk", keep(DynamoLocalProcess.start(folder("dynamodb-local"))));
  }

  private static Peer dynamo(String label, DynamoLocalProcess process) {
    return peer(label, process.endpoint(), process.process(), process.readyAfter());
  }

  Peer echo() {
    int port = FreePort.find();
    ProcessBuilder command =
        new ProcessBuilder(
            DynamoLocalProcess.javaExecutable(),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            EchoServer.class.getName(),
            Integer.toString(port));
    ServerProcess process = keep(ServerProcess.start("echo", command));
    Duration ready =
        process.awaitLine(line -> line.startsWith("Echo is ready"), Duration.ofSeconds(30));
    return new Peer(new Target("bare echo", Endpoint.loopback(port), false), process, ready);
  }

  private <T extends AutoCloseable> T keep(T process) {
    started.push(process);
    return process;
  }

  private Path folder(String name) {
    try {
      Files.createDirectories(work);
      return Files.createTempDirectory(work, name + "-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends one of them early. */
  void end(Peer peer) {
    peer.process().close();
  }

  /** Ends every process and removes the folder. */
  @Override
  public void close() {
    while (!started.isEmpty()) {
      try {
        started.pop().close();
      } catch (Exception e) {
        System.err.println("A peer did not end well: " + e.getMessage());
      }
    }
    Folders.delete(work);
  }
}
