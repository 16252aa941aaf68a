package dev.stator.lab.faults;

import dev.stator.lab.Machinery;
import dev.stator.lab.process.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A file system of the test's own in a file, which can lose its unsynced writes. Needs root. */
final class LoopDisk implements AutoCloseable {
  private static final Duration COMMAND_WITHIN = Duration.ofSeconds(60);

  private final Path image;
  private final Path folder;
  private boolean mounted;

  private LoopDisk(Path image, Path folder) {
    this.image = image;
    this.folder = folder;
  }

  /** Makes and mounts one, or ends the test aloud where this machine cannot. */
  static LoopDisk mountedUnder(Path work, String fileSystem, long bytes) throws IOException {
    LoopDisk disk = new LoopDisk(work.resolve(fileSystem + ".img"), work.resolve(fileSystem));
    Files.createDirectories(disk.folder);
    try {
      run("truncate", "-s", Long.toString(bytes), disk.image.toString());
      run("mkfs." + fileSystem, "-q", disk.image.toString());
      disk.mount();
    } catch (RuntimeException e) {
      disk.close();
      Machinery.skip("this machine cannot loop-mount " + fileSystem + ": " + e.getMessage());
    }
    return disk;
  }

  Path folder() {
    return folder;
  }

  void mount() {
    run("mount", "-o", "loop", image.toString(), folder.toString());
    mounted = true;
  }

  void unmount() {
    run("umount", folder.toString());
    mounted = false;
  }

  /** As when the power goes: what was not synced is lost, and nothing can be written any more. */
  void losePower() {
    run("xfs_io", "-x", "-c", "shutdown", folder.toString());
  }

  private static void run(String... command) {
    try (ServerProcess running =
        ServerProcess.start(List.of(command).toString(), new ProcessBuilder(command))) {
      int code = running.awaitEnd(COMMAND_WITHIN);
      if (code != 0) {
        throw new IllegalStateException(
            String.join(" ", command) + " ended with " + code + ": " + running.output());
      }
    }
  }

  @Override
  public void close() {
    if (mounted) {
      try {
        unmount();
      } catch (IllegalStateException e) {
        run("umount", "--lazy", folder.toString());
      }
    }
  }
}
