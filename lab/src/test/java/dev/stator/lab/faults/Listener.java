package dev.stator.lab.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** Finds the process that listens at a TCP port of this machine, as Linux tells of it. */
final class Listener {
  private static final Path PROC = Path.of("/proc");
  private static final String LISTENS = "0A";

  private Listener() {}

  /** Empty when there is none, or when this process may not see it. */
  static OptionalLong pidOf(int port) {
    Set<String> sockets = new HashSet<>();
    for (String table : List.of("net/tcp", "net/tcp6")) {
      try {
        for (String line : Files.readAllLines(PROC.resolve(table))) {
          String[] fields = line.strip().split("\\s+", -1);
          String end = ":%04X".formatted(port).toUpperCase(Locale.ROOT);
          if (fields.length > 9 && fields[1].endsWith(end) && fields[3].equals(LISTENS)) {
            sockets.add("socket:[" + fields[9] + "]");
          }
        }
      } catch (IOException none) {
        // Another system, or no such protocol.
      }
    }
    return ProcessHandle.allProcesses()
        .mapToLong(ProcessHandle::pid)
        .filter(pid -> holds(pid, sockets))
        .findFirst();
  }

  private static boolean holds(long pid, Set<String> sockets) {
    if (sockets.isEmpty()) {
      return false;
    }
    try (Stream<Path> open = Files.list(PROC.resolve(Long.toString(pid)).resolve("fd"))) {
      return open.anyMatch(file -> sockets.contains(target(file)));
    } catch (IOException notOurs) {
      return false;
    }
  }

  private static String target(Path file) {
    try {
      return Files.readSymbolicLink(file).toString();
    } catch (IOException closed) {
      return "";
    }
  }
}
