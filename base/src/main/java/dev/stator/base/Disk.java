package dev.stator.base;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Files, as an input. Paths are relative to the disk's root and use {@code /}. All calls block;
 * they are made from a {@link Scheduler#blocking blocking} executor, or while a node starts. The
 * root folder is the empty path; a path that leaves the root is refused with {@link
 * IllegalArgumentException}. What is missing is a {@link java.nio.file.NoSuchFileException}, what
 * is in the way a {@link java.nio.file.FileAlreadyExistsException}, and lack of room a {@link
 * DiskFullException}, after which a part of the bytes may have been written.
 *
 * <p>What survives a power loss: bytes of a file whose {@link File#sync} returned normally, and
 * names whose folder was synced with {@link #syncFolder}. Anything else may be lost, torn or old.
 */
public interface Disk {
  /** Opens a file for reading and writing. */
  File open(String path, Mode mode) throws IOException;

  /** Names (not paths) of the files in a folder, sorted. Empty when there is no such folder. */
  List<String> list(String folder) throws IOException;

  boolean exists(String path) throws IOException;

  /**
   * Makes the folder and its parents unless they are there. Durable only after {@link #syncFolder}
   * of each parent of a new folder.
   */
  void makeFolder(String folder) throws IOException;

  /** Replaces {@code to} if it exists. Durable only after {@link #syncFolder}. */
  void rename(String from, String to) throws IOException;

  /** Durable only after {@link #syncFolder}. */
  void delete(String path) throws IOException;

  void syncFolder(String folder) throws IOException;

  /** Bytes that can still be written. */
  long usableBytes() throws IOException;

  /** How {@link #open} treats a file that is there, or is not. */
  enum Mode {
    /** Fails when the file exists. */
    CREATE,
    /** Fails when the file does not exist; writes are allowed. */
    EXISTING,
    /** Fails when the file does not exist; writes are refused. */
    READ
  }

  /** An open file. Positions and sizes are in bytes. */
  interface File extends AutoCloseable {
    /** Reads until {@code target} is full or the file ends; answers how many bytes were read. */
    int read(ByteBuffer target, long position) throws IOException;

    /** Writes all that remains in {@code source}. */
    void write(ByteBuffer source, long position) throws IOException;

    /**
     * Makes all earlier writes to this file durable. After a failure the state of the file is
     * unknown and the caller must not try again on it.
     */
    void sync() throws IOException;

    /** Reserves space up to {@code bytes}; new bytes read as zero. Never shrinks. */
    void allocate(long bytes) throws IOException;

    void truncate(long bytes) throws IOException;

    long size() throws IOException;

    @Override
    void close() throws IOException;
  }
}
