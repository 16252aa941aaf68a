package dev.stator.lab.process;

import java.time.Duration;
import java.util.List;

/** A command of the machine that runs to its end. */
public final class Tool {
  private static final Duration WITHIN = Duration.ofSeconds(60);

  private Tool() {}

  /**
   * Runs it.
   *
   * @return what it printed
   * @throws IllegalStateException with what it printed when it does not end with code 0
   */
  public static String run(List<String> command) {
    try (ServerProcess running =
        ServerProcess.start(command.toString(), new ProcessBuilder(command))) {
      int code = running.awaitEnd(WITHIN);
      if (code != 0) {
        throw new IllegalStateException(
            String.join(" ", command) + " ended with " + code + ": " + running.output());
      }
      return running.output();
    }
  }

  /** Runs it, as above. */
  public static String run(String... command) {
    return run(List.of(command));
  }
}
