package dev.stator.storage.format;

import dev.stator.base.Disk;
import dev.stator.base.DiskPath;
import java.io.IOException;

/** Makes folders that survive a power loss. */
public final class Folders {
  private Folders() {}

  /** Makes a folder and those above it, if they are not there, and makes their names durable. */
  public static void make(Disk disk, String folder) throws IOException {
    disk.makeFolder(folder);
    String child = folder;
    while (!child.isEmpty()) {
      child = DiskPath.folder(child);
      disk.syncFolder(child);
    }
  }
}
