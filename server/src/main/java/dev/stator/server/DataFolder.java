package dev.stator.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder that a process keeps its data in, as far as it must be usable at all. */
final class DataFolder {
  private DataFolder() {}

  /** Creates the folder when it is missing and tries to write in it. */
  static void prepare(Path folder) throws StartException {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new StartException(
          "The data folder " + folder + " is a file: choose another with --data.");
    }
    try {
      Files.createDirectories(folder);
      // A name of our own: the first secure random number takes longer than the rest of a start.
      Path probe =
          folder.resolve(".probe-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
      Files.createFile(probe);
      Files.delete(probe);
    } catch (IOException e) {
      throw new StartException(
          "The data folder " + folder + " cannot be written to: choose another with --data.", e);
    }
  }
}
