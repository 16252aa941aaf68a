package dev.stator.lab.process;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the project's own files: the launcher, the peers' build, the client scripts. */
public final class SourceTree {
  private SourceTree() {}

  /**
   * The folder of the reactor: {@code -Dstator.root}, or the nearest folder upwards that holds the
   * {@code lab} module.
   */
  public static Path root() {
    String given = System.getProperty("stator.root");
    if (given != null && !given.isBlank()) {
      return Path.of(given).toAbsolutePath().normalize();
    }
    Path start = Path.of("").toAbsolutePath();
    for (Path at = start; at != null; at = at.getParent()) {
      if (Files.exists(at.resolve("lab/pom.xml")) && Files.exists(at.resolve("pom.xml"))) {
        return at;
      }
    }
    throw new IllegalStateException("No Stator source tree above " + start);
  }

  /** The launcher: {@code -Dstator.launcher}, or {@code stator} in the root. */
  public static Path launcher() {
    String given = System.getProperty("stator.launcher");
    return given == null || given.isBlank() ? root().resolve("stator") : Path.of(given);
  }
}
