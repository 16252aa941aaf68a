package dev.stator.storage.wal;

/** A log record does not match its checksum. The message names the segment file and position. */
public final class DamagedLogException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DamagedLogException(String message) {
    super(message);
  }
}
