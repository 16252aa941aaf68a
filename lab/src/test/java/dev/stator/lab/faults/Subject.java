package dev.stator.lab.faults;

import dev.stator.lab.process.DynamoLocalProcess;
import dev.stator.lab.process.StatorProcess;
import dev.stator.lab.wire.Endpoint;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A durable server that can be killed and started again on its data. With {@code
 * -Dstator.subject=dynamodb-local} the fault tests run against DynamoDB Local on disk, which tests
 * the tests.
 */
interface Subject extends AutoCloseable {
  /** Starts, and says how long it took until ready. */
  Duration start();

  void killNine();

  Endpoint endpoint();

  String output();

  boolean alive();

  @Override
  void close();

  static Subject on(Path data) {
    return "dynamodb-local".equals(System.getProperty("stator.subject"))
        ? new Local(data)
        : new Stator(new StatorProcess(StatorProcess.Config.durable(data)));
  }

  /** What is tested. */
  record Stator(StatorProcess process) implements Subject {
    @Override
    public Duration start() {
      return process.start();
    }

    @Override
    public void killNine() {
      process.killNine();
    }

    @Override
    public Endpoint endpoint() {
      return process.endpoint();
    }

    @Override
    public String output() {
      return process.output();
    }

    @Override
    public boolean alive() {
      return process.process().alive();
    }

    @Override
    public void close() {
      process.close();
    }
  }

  /** What the tests are tested with. */
  final class Local implements Subject {
    private final Path data;
    private DynamoLocalProcess process;

    Local(Path data) {
      this.data = data;
    }

    @Override
    public Duration start() {
      data.toFile().mkdirs();
      process = DynamoLocalProcess.start(data);
      return process.readyAfter();
    }

    @Override
    public void killNine() {
      process.process().killNine();
    }

    @Override
    public Endpoint endpoint() {
      return process.endpoint();
    }

    @Override
    public String output() {
      return process.process().output();
    }

    @Override
    public boolean alive() {
      return process.process().alive();
    }

    @Override
    public void close() {
      if (process != null) {
        process.close();
      }
    }
  }
}
