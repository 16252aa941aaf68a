package dev.stator.server.runtime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes a data folder one process's own. The system drops the lock when the process ends in
 * whatever way; the file stays, and holds the owner's process id for people.
 */
public final class DataFolderLock implements AutoCloseable {
  static final String FILE = "stator.lock";

  // The system's lock is the whole process's, and closing any other handle on the file drops it: a
  // second attempt inside this process must not even open the file.
  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final FileChannel channel;

  private DataFolderLock(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /**
   * Takes the lock, and makes the folder first when it is not there.
   *
   * @throws DataFolderInUseException when a running process holds it
   */
  public static DataFolderLock take(Path folder) throws IOException {
    Path real = Files.createDirectories(folder).toRealPath();
    if (!HELD_HERE.add(real)) {
      throw inUse(folder, Long.toString(ProcessHandle.current().pid()));
    }
    boolean taken = false;
    try {
      DataFolderLock lock = new DataFolderLock(real, lock(folder, real.resolve(FILE)));
      taken = true;
      return lock;
    } finally {
      if (!taken) {
        HELD_HERE.remove(real);
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (channel.isOpen()) {
      channel.close();
      HELD_HERE.remove(folder);
    }
  }

  private static FileChannel lock(Path folder, Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    boolean locked = false;
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw inUse(folder, owner(channel));
      }
      byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(pid), 0);
      locked = true;
      return channel;
    } finally {
      if (!locked) {
        channel.close();
      }
    }
  }

  /** The process id in the file, or null when there is none yet. */
  private static @Nullable String owner(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(32);
    channel.read(text, 0);
    String pid = new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII).strip();
    return pid.matches("[0-9]+") ? pid : null;
  }

  private static DataFolderInUseException inUse(Path folder, @Nullable String pid) {
    String who = pid == null ? "" : " (process " + pid + ")";
    return new DataFolderInUseException(
        "The data folder " + folder + " is in use by another Stator" + who + ".");
  }
}
