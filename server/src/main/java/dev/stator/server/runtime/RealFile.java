package dev.stator.server.runtime;

import dev.stator.base.Disk;
import dev.stator.base.DiskFullException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An open file of a {@link RealDisk}. */
final class RealFile implements Disk.File {
  private static final int ZEROS_BYTES = 1 << 20;

  private final String path;
  private final FileChannel channel;
  private final boolean writable;

  RealFile(String path, FileChannel channel, boolean writable) {
    this.path = path;
    this.channel = channel;
    this.writable = writable;
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    int total = 0;
    while (target.hasRemaining()) {
      int count = channel.read(target, position + total);
      if (count < 0) {
        break;
      }
      total += count;
    }
    return total;
  }

  @Override
  public void write(ByteBuffer source, long position) throws IOException {
    checkWritable();
    long at = position;
    try {
      while (source.hasRemaining()) {
        at += channel.write(source, at);
      }
    } catch (IOException e) {
      throw explained(path, e);
    }
  }

  /**
   * Syncs data (fdatasync), with just that metadata which is needed to read it back: the size and
   * the place of blocks, but not the time of change. Where space was reserved before, that is no
   * metadata at all, and the sync is one write to the device instead of a write and a commit of the
   * file system's journal.
   */
  @Override
  public void sync() throws IOException {
    checkWritable();
    try {
      channel.force(false);
    } catch (IOException e) {
      throw explained(path, e);
    }
  }

  /**
   * Writes zeros. The system's own call for reserving blocks would be quicker now but leaves them
   * marked as unwritten, and each first write into one changes metadata at its sync.
   */
  @Override
  public void allocate(long bytes) throws IOException {
    checkWritable();
    long at = channel.size();
    if (at >= bytes) {
      return;
    }
    ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(ZEROS_BYTES, bytes - at));
    while (at < bytes) {
      zeros.clear().limit((int) Math.min(zeros.capacity(), bytes - at));
      int count = zeros.remaining();
      write(zeros, at);
      at += count;
    }
  }

  @Override
  public void truncate(long bytes) throws IOException {
    checkWritable();
    channel.truncate(bytes);
  }

  @Override
  public long size() throws IOException {
    return channel.size();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** The system says only in words that the disk is full. */
  static IOException explained(String path, IOException e) {
    String message = lower(e.getMessage());
    if (message.contains("no space left") || message.contains("quota exceeded")) {
      DiskFullException full = new DiskFullException("no room for '" + path + "' on the disk");
      full.initCause(e);
      return full;
    }
    return e;
  }

  private static String lower(@Nullable String message) {
    return message == null ? "" : message.toLowerCase(Locale.ROOT);
  }

  private void checkWritable() throws IOException {
    if (!writable) {
      throw new IOException("'" + path + "' was opened for reading only");
    }
  }
}
