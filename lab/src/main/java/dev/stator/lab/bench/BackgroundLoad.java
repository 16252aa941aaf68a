package dev.stator.lab.bench;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Load beside what is measured: from now on, until it is told to end. */
final class BackgroundLoad implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final PrintStream NOWHERE =
      new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);

  private final LoadRun run;
  private final CompletableFuture<RunResult> result = new CompletableFuture<>();

  private BackgroundLoad(RunSpec spec) {
    this.run = new LoadRun(spec.atRate(spec.ratePerSecond(), LONGEST).warm(), NOWHERE);
    Thread.ofPlatform().daemon().name("background-load").start(this::complete);
  }

  /** Begins; its first second is its warm-up. */
  static BackgroundLoad start(RunSpec spec) {
    return new BackgroundLoad(spec);
  }

  private void complete() {
    try {
      result.complete(run.run());
    } catch (RuntimeException | Error failed) {
      result.completeExceptionally(failed);
    }
  }

  /** Ends it and says what it measured. */
  RunResult end() {
    run.stop();
    try {
      return result.join();
    } catch (CompletionException failed) {
      throw new IllegalStateException("The load in the background failed", failed.getCause());
    }
  }

  @Override
  public void close() {
    run.stop();
  }
}
