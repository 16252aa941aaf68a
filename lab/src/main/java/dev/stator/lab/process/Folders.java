package dev.stator.lab.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders of servers that are measured. */
public final class Folders {
  private Folders() {}

  /** Removes a folder with all that is in it; says what it could not remove. */
  public static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(Folders::deleteOne);
    } catch (IOException | UncheckedIOException e) {
      System.err.println("Left behind: " + folder);
    }
  }

  private static void deleteOne(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      System.err.println("Left behind: " + file);
    }
  }

  /** How long the files with this ending are, together; some may come and go meanwhile. */
  public static long bytes(Path folder, String ending) {
    if (!Files.exists(folder)) {
      return 0;
    }
    List<Path> found;
    try (Stream<Path> files = Files.walk(folder)) {
      found = files.filter(file -> file.toString().endsWith(ending)).toList();
    } catch (IOException | UncheckedIOException e) {
      return 0;
    }
    long bytes = 0;
    for (Path file : found) {
      try {
        bytes += Files.size(file);
      } catch (NoSuchFileException gone) {
        // A compaction was faster.
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return bytes;
  }
}
