package dev.stator.lab.formal;

import dev.stator.lab.process.ServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Makes a checker out of a model, and runs it. */
final class Spin {
  private static final Duration TIME_MAX = Duration.ofMinutes(5);
  private static final String MEMORY_MIB_MAX = "2000";

  private Spin() {}

  /** What a search said. */
  record Search(String output) {
    boolean complete() {
      return !output.contains("Search not completed")
          && !output.contains("max search depth too small");
    }

    boolean clean() {
      return output.contains("errors: 0");
    }

    boolean violated() {
      return output.contains("assertion violated");
    }

    /** How many different states it saw. */
    String states() {
      return output
          .lines()
          .filter(line -> line.contains("states, stored"))
          .map(line -> line.replace("states, stored", "").strip())
          .findFirst()
          .orElse("?");
    }
  }

  /** Searches all states, or until a claim does not hold. */
  static Search search(Path model, List<String> definitions, Path folder) {
    List<String> generate = new ArrayList<>(List.of("spin", "-a"));
    generate.addAll(definitions);
    generate.add(model.toString());
    run(folder, generate);
    run(
        folder,
        List.of(
            "gcc",
            "-O2",
            "-w",
            "-DSAFETY",
            "-DNOREDUCE",
            "-DCOLLAPSE",
            "-DMEMLIM=" + MEMORY_MIB_MAX,
            "-o",
            "pan",
            "pan.c"));
    return new Search(
        run(folder, List.of(folder.resolve("pan").toString(), "-E", "-m200000", "-w22")));
  }

  private static String run(Path folder, List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    try (ServerProcess process = ServerProcess.start(command.getFirst(), builder)) {
      int code = process.awaitEnd(TIME_MAX);
      String output = process.output();
      if (code != 0) {
        throw new AssertionError(command + " ended with " + code + "\n" + output);
      }
      return output;
    }
  }
}
