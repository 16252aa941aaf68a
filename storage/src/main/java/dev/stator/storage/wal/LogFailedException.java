package dev.stator.storage.wal;

import org.jspecify.annotations.Nullable;

/** The log can take nothing any more; the node has to stop. The message names file and cause. */
public final class LogFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LogFailedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
