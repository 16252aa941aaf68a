package dev.stator.lab.jmh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder for one benchmark's files, gone when the benchmark is over: logs and stores are large.
 */
record ScratchFolder(Path path) {
  static ScratchFolder make() throws IOException {
    return new ScratchFolder(Files.createTempDirectory("stator-jmh-"));
  }

  void delete() throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> all = Files.walk(path)) {
      deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : deepestFirst) {
      Files.delete(each);
    }
  }
}
