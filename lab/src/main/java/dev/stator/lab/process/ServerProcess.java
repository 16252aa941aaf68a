package dev.stator.lab.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A child process whose output is kept (the last {@value #LINES_MAX} lines) and whose end is ours.
 */
public final class ServerProcess implements AutoCloseable {
  private static final int LINES_MAX = 2_000;
  private static final Set<ServerProcess> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> RUNNING.forEach(ServerProcess::killNine), "kill-child-processes"));
  }

  private final String name;
  private final Process process;
  private final long startedNanos;
  private final Thread pump;
  private final Deque<String> lines = new ArrayDeque<>();

  private ServerProcess(String name, Process process, long startedNanos) {
    this.name = name;
    this.process = process;
    this.startedNanos = startedNanos;
    this.pump = Thread.ofPlatform().daemon().name("output-of-" + name).start(this::readOutput);
  }

  /** Starts the command with standard error joined to standard output. */
  public static ServerProcess start(String name, ProcessBuilder command) {
    try {
      long now = System.nanoTime();
      Process process = command.redirectErrorStream(true).start();
      process.getOutputStream().close();
      ServerProcess started = new ServerProcess(name, process, now);
      RUNNING.add(started);
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start " + name + ": " + command.command(), e);
    }
  }

  private void readOutput() {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        remember(line);
      }
    } catch (IOException e) {
      remember("(output ended: " + e.getMessage() + ")");
    }
    synchronized (lines) {
      lines.notifyAll();
    }
  }

  private void remember(String line) {
    synchronized (lines) {
      if (lines.size() == LINES_MAX) {
        lines.removeFirst();
      }
      lines.addLast(line);
      lines.notifyAll();
    }
  }

  /**
   * Waits until a line of output fits.
   *
   * @return the time from the start of the process to the line
   * @throws IllegalStateException with the output when the process ends first or time runs out
   */
  public Duration awaitLine(Predicate<String> wanted, Duration within) {
    long deadline = System.nanoTime() + within.toNanos();
    synchronized (lines) {
      while (lines.stream().noneMatch(wanted)) {
        long leftMs = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (leftMs <= 0 || !pump.isAlive()) {
          throw new IllegalStateException(
              name + (pump.isAlive() ? " was not ready in " + within : end()) + ":\n" + output());
        }
        waitOnLines(Math.min(leftMs, 100));
      }
      return Duration.ofNanos(System.nanoTime() - startedNanos);
    }
  }

  /** How it ended, or that it has not: 137 is SIGKILL, 143 SIGTERM. */
  public String end() {
    return process.isAlive() ? " runs" : " ended with code " + process.exitValue();
  }

  private void waitOnLines(long millis) {
    try {
      lines.wait(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for " + name, e);
    }
  }

  /** Time since the start of the process. */
  public Duration age() {
    return Duration.ofNanos(System.nanoTime() - startedNanos);
  }

  /** Everything printed so far, one line each. */
  public String output() {
    synchronized (lines) {
      return String.join("\n", lines);
    }
  }

  public boolean alive() {
    return process.isAlive();
  }

  public long pid() {
    return process.pid();
  }

  /** SIGKILL to the process and everything it started, and waits for their end. */
  public void killNine() {
    List<ProcessHandle> family = family();
    family.forEach(ProcessHandle::destroyForcibly);
    awaitEnd(Duration.ofSeconds(20));
    RUNNING.remove(this);
  }

  /** SIGTERM to the process. */
  public void terminate() {
    // Not through the process itself, which would close its output before its last lines.
    process.toHandle().destroy();
  }

  /**
   * Waits for the end.
   *
   * @return the exit code
   * @throws IllegalStateException when it has not ended in time
   */
  public int awaitEnd(Duration within) {
    try {
      if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException(name + " did not end in " + within + ":\n" + output());
      }
      pump.join(2_000);
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for the end of " + name, e);
    }
  }

  /** Waits this long, or less when the process ends. */
  public void pause(Duration atMost) {
    try {
      process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for " + name, e);
    }
  }

  /** Resident memory of the process and its children, in bytes; 0 where there is no /proc. */
  public long residentBytes() {
    return family().stream().mapToLong(handle -> residentBytes(handle.pid())).sum();
  }

  /** What one process has in memory; 0 when it is gone. */
  public static long residentBytes(long pid) {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    try (Stream<String> fields = Files.lines(status)) {
      return fields
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .sum();
    } catch (IOException | UncheckedIOException e) {
      return 0;
    }
  }

  private List<ProcessHandle> family() {
    List<ProcessHandle> family = new ArrayList<>(process.descendants().toList());
    family.add(process.toHandle());
    return family;
  }

  /** SIGTERM, then SIGKILL when that does not help in ten seconds. */
  @Override
  public void close() {
    List<ProcessHandle> family = family();
    terminate();
    try {
      awaitEnd(Duration.ofSeconds(10));
    } catch (IllegalStateException e) {
      killNine();
    }
    family.forEach(ProcessHandle::destroyForcibly);
    RUNNING.remove(this);
  }

  @Override
  public String toString() {
    return name + " (process " + pid() + ")";
  }
}
