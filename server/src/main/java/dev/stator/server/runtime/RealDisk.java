package dev.stator.server.runtime;

import dev.stator.base.Disk;
import dev.stator.base.DiskPath;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** The files below one folder of the machine. Safe for several threads. */
public final class RealDisk implements Disk {
  private final Path root;

  /**
   * @param root made, with its parents, when it is not there
   */
  public RealDisk(Path root) throws IOException {
    this.root = Files.createDirectories(root.toAbsolutePath().normalize());
  }

  /** Where this disk's files are, for whoever needs a real path: the engine, a person. */
  public Path root() {
    return root;
  }

  @Override
  public File open(String path, Mode mode) throws IOException {
    Path real = real(path);
    if (mode != Mode.CREATE && Files.isDirectory(real)) {
      throw new NoSuchFileException(path);
    }
    Set<OpenOption> options =
        switch (mode) {
          case CREATE ->
              Set.of(
                  StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
          case EXISTING -> Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);
          case READ -> Set.of(StandardOpenOption.READ);
        };
    try {
      return new RealFile(path, FileChannel.open(real, options), mode != Mode.READ);
    } catch (IOException e) {
      throw RealFile.explained(path, e);
    }
  }

  @Override
  public List<String> list(String folder) throws IOException {
    Path real = real(folder);
    if (!Files.isDirectory(real)) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(real, Files::isRegularFile)) {
      entries.forEach(entry -> names.add(entry.getFileName().toString()));
    }
    Collections.sort(names);
    return names;
  }

  @Override
  public boolean exists(String path) {
    return Files.exists(real(path));
  }

  @Override
  public void makeFolder(String folder) throws IOException {
    Files.createDirectories(real(folder));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    if (Files.isDirectory(real(to))) {
      throw new FileAlreadyExistsException(to);
    }
    try {
      Files.move(
          real(from),
          real(to),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw RealFile.explained(to, e);
    }
  }

  @Override
  public void delete(String path) throws IOException {
    Path real = real(path);
    if (Files.isDirectory(real)) {
      throw new NoSuchFileException(path);
    }
    Files.delete(real);
  }

  /** On Linux a folder opens as a file does, and syncing it makes its names durable. */
  @Override
  public void syncFolder(String folder) throws IOException {
    try (FileChannel channel = FileChannel.open(real(folder), StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public long usableBytes() throws IOException {
    return Files.getFileStore(root).getUsableSpace();
  }

  private Path real(String path) {
    return root.resolve(DiskPath.check(path));
  }
}
