package dev.stator.base.sim;

import dev.stator.base.Disk;
import dev.stator.base.DiskFullException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;

/** A file of a {@link SimDisk}, opened by one life of the process. */
final class SimOpenFile implements Disk.File {
  private final SimDisk disk;
  private final String path;
  private final SimFile file;
  private final boolean writable;
  private final long ofEpoch;
  private boolean open = true;

  SimOpenFile(SimDisk disk, String path, SimFile file, boolean writable) {
    this.disk = disk;
    this.path = path;
    this.file = file;
    this.writable = writable;
    this.ofEpoch = disk.epoch();
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    check();
    disk.checkReadable(path);
    return file.read(target, position);
  }

  @Override
  public void write(ByteBuffer source, long position) throws IOException {
    checkWritable();
    byte[] bytes = new byte[source.remaining()];
    source.get(bytes);
    disk.mutate(path, () -> write(bytes, position));
  }

  @Override
  public void sync() throws IOException {
    checkWritable();
    disk.mutate(path, this::syncBytes);
  }

  @Override
  public void allocate(long bytes) throws IOException {
    checkWritable();
    if (bytes - file.size() > disk.usableBytes()) {
      throw new DiskFullException("no room to allocate " + bytes + " bytes for '" + path + "'");
    }
    if (bytes > file.size()) {
      disk.mutate(path, () -> resize(bytes));
    }
  }

  @Override
  public void truncate(long bytes) throws IOException {
    checkWritable();
    if (bytes < file.size()) {
      disk.mutate(path, () -> resize(bytes));
    }
  }

  @Override
  public long size() throws IOException {
    check();
    return file.size();
  }

  /** Also works on a dead machine, where it changes nothing: handles are closed on the way out. */
  @Override
  public void close() {
    if (open && ofEpoch == disk.epoch()) {
      disk.closed(file);
    }
    open = false;
  }

  private void write(byte[] bytes, long position) throws IOException {
    disk.checkWritesWork(path);
    long end = file.size() + disk.usableBytes();
    if (position + bytes.length > end) {
      int fits = (int) Math.max(0, end - position);
      put(Arrays.copyOf(bytes, disk.writtenThoughFull(fits)), position);
      throw new DiskFullException("no room for '" + path + "'");
    }
    put(bytes, position);
  }

  private void syncBytes() throws IOException {
    if (disk.syncFails()) {
      disk.failSyncOf(file);
      throw new IOException("simulated failure to sync '" + path + "'");
    }
    file.sync();
  }

  private void put(byte[] bytes, long position) {
    if (bytes.length > 0) {
      long before = file.size();
      file.write(bytes, position);
      disk.resized(before, file.size());
    }
  }

  private void resize(long bytes) {
    disk.resized(file.size(), bytes);
    file.resize(bytes);
  }

  private void check() throws IOException {
    disk.alive();
    if (ofEpoch != disk.epoch()) {
      throw new MachineDiedError("the process that opened '" + path + "' is dead");
    }
    if (!open) {
      throw new ClosedChannelException();
    }
  }

  private void checkWritable() throws IOException {
    check();
    if (!writable) {
      throw new IOException("'" + path + "' was opened for reading only");
    }
  }
}
