package dev.stator.lab;

import dev.stator.lab.process.ServerProcess;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** What a test needs of the machine. Where it lacks, continuous integration fails; others skip. */
public final class Machinery {
  private Machinery() {}

  /** Requires that this command works. */
  public static void require(String what, String... command) {
    if (!works(command)) {
      missing(what + " (tried: " + String.join(" ", command) + ")");
    }
  }

  /** Whether the command exists and ends with code 0. */
  public static boolean works(String... command) {
    try (ServerProcess probe =
        ServerProcess.start(List.of(command).toString(), new ProcessBuilder(command))) {
      return probe.awaitEnd(Duration.ofSeconds(60)) == 0;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  /** Ends the test, because something it needs is not there. */
  public static void missing(String what) {
    String message = "NOT TESTED: this machine lacks " + what;
    System.err.println("\n*** " + message + " ***\n");
    if ("true".equals(System.getenv("CI"))) {
      Assertions.fail(message);
    }
    Assumptions.abort(message);
  }

  /** Ends the test aloud, even in continuous integration: not every runner may mount disks. */
  public static void skip(String why) {
    System.err.println("\n*** SKIPPED: " + why + " ***\n");
    Assumptions.abort(why);
  }
}
