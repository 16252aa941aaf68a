package dev.stator.base;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A disk whose files live in memory and end with the process; nothing survives, so syncs do
 * nothing. Bounded: beyond its limit writes fail with {@link DiskFullException}. Reserved space
 * counts towards the limit but takes memory only once it is written. Safe for several threads.
 */
public final class MemoryDisk implements Disk {
  private static final int PAGE_BYTES = 16 << 10;

  private final long bytesMax;
  private final AtomicLong bytesUsed = new AtomicLong();
  // Both guarded by this.
  private final TreeMap<String, Content> files = new TreeMap<>();
  private final TreeSet<String> folders = new TreeSet<>(List.of(""));

  /**
   * @param bytesMax limit for all files together, counted in pages of 16 KiB
   */
  public MemoryDisk(long bytesMax) {
    Check.that(bytesMax >= 0, "a byte limit is not negative");
    this.bytesMax = bytesMax;
  }

  @Override
  public synchronized File open(String path, Mode mode) throws IOException {
    Content content = files.get(DiskPath.check(path));
    if (mode == Mode.CREATE) {
      if (content != null || folders.contains(path)) {
        throw new FileAlreadyExistsException(path);
      }
      needFolderOf(path);
      content = new Content();
      content.links = 1;
      files.put(path, content);
    } else if (content == null) {
      throw new NoSuchFileException(path);
    }
    content.link();
    return new Handle(path, content, mode != Mode.READ);
  }

  @Override
  public synchronized List<String> list(String folder) {
    String prefix = DiskPath.check(folder).isEmpty() ? "" : folder + "/";
    List<String> names = new ArrayList<>();
    for (String path : files.tailMap(prefix).keySet()) {
      if (!path.startsWith(prefix)) {
        break;
      }
      if (path.indexOf('/', prefix.length()) < 0) {
        names.add(path.substring(prefix.length()));
      }
    }
    return names;
  }

  @Override
  public synchronized boolean exists(String path) {
    return files.containsKey(DiskPath.check(path)) || folders.contains(path);
  }

  @Override
  public synchronized void makeFolder(String folder) throws IOException {
    String path = DiskPath.check(folder);
    while (!folders.contains(path)) {
      if (files.containsKey(path)) {
        throw new FileAlreadyExistsException(path);
      }
      folders.add(path);
      path = DiskPath.folder(path);
    }
  }

  @Override
  public synchronized void rename(String from, String to) throws IOException {
    Content moved = files.get(DiskPath.check(from));
    if (moved == null) {
      throw new NoSuchFileException(from);
    }
    needFolderOf(DiskPath.check(to));
    if (folders.contains(to)) {
      throw new FileAlreadyExistsException(to);
    }
    files.remove(from);
    unlink(files.put(to, moved));
  }

  @Override
  public synchronized void delete(String path) throws IOException {
    Content gone = files.remove(DiskPath.check(path));
    if (gone == null) {
      throw new NoSuchFileException(path);
    }
    unlink(gone);
  }

  @Override
  public void syncFolder(String folder) {
    DiskPath.check(folder);
  }

  @Override
  public long usableBytes() {
    return Math.max(0, bytesMax - bytesUsed.get());
  }

  private void needFolderOf(String path) throws IOException {
    if (!folders.contains(DiskPath.folder(path))) {
      throw new NoSuchFileException(DiskPath.folder(path));
    }
  }

  private static void unlink(@Nullable Content content) {
    if (content != null) {
      content.unlink();
    }
  }

  /** A file's bytes; they go when its last name and its last handle are gone. */
  private final class Content {
    // All guarded by this.
    private final SparseBytes bytes = new SparseBytes(PAGE_BYTES);
    private int links;

    synchronized void link() {
      links++;
    }

    synchronized void unlink() {
      links--;
      if (links == 0) {
        resize(0);
      }
    }

    synchronized int read(ByteBuffer target, long position) {
      return bytes.read(target, position);
    }

    synchronized void write(ByteBuffer source, long position, String path) throws IOException {
      reserve(position + source.remaining(), path);
      bytes.write(source, position);
    }

    synchronized void grow(long size, String path) throws IOException {
      reserve(size, path);
      if (size > bytes.size()) {
        bytes.resize(size);
      }
    }

    synchronized void cut(long size) {
      if (size < bytes.size()) {
        resize(size);
      }
    }

    synchronized long size() {
      return bytes.size();
    }

    private void resize(long size) {
      long before = bytes.pagedBytes(bytes.size());
      bytes.resize(size);
      bytesUsed.addAndGet(bytes.pagedBytes(size) - before);
    }

    private void reserve(long size, String path) throws IOException {
      long more = bytes.pagedBytes(size) - bytes.pagedBytes(bytes.size());
      if (more <= 0) {
        return;
      }
      if (bytesUsed.addAndGet(more) > bytesMax) {
        bytesUsed.addAndGet(-more);
        throw new DiskFullException(
            "no room in memory for '" + path + "': the limit is " + bytesMax + " bytes");
      }
    }
  }

  /** An open file. */
  private static final class Handle implements File {
    private final String path;
    private final Content content;
    private final boolean writable;
    private volatile boolean open = true;

    Handle(String path, Content content, boolean writable) {
      this.path = path;
      this.content = content;
      this.writable = writable;
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      checkOpen();
      return content.read(target, position);
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      checkWritable();
      content.write(source, position, path);
    }

    @Override
    public void sync() throws IOException {
      checkWritable();
    }

    @Override
    public void allocate(long bytes) throws IOException {
      checkWritable();
      content.grow(bytes, path);
    }

    @Override
    public void truncate(long bytes) throws IOException {
      checkWritable();
      content.cut(bytes);
    }

    @Override
    public long size() throws IOException {
      checkOpen();
      return content.size();
    }

    @Override
    public synchronized void close() {
      if (open) {
        open = false;
        content.unlink();
      }
    }

    private void checkOpen() throws IOException {
      if (!open) {
        throw new ClosedChannelException();
      }
    }

    private void checkWritable() throws IOException {
      checkOpen();
      if (!writable) {
        throw new IOException("'" + path + "' was opened for reading only");
      }
    }
  }
}
