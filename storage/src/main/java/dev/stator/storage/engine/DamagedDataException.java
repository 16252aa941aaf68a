package dev.stator.storage.engine;

import org.jspecify.annotations.Nullable;

/** Stored bytes do not match their checksum. The message names the file where it is known. */
public final class DamagedDataException extends EngineException {
  private static final long serialVersionUID = 1L;

  public DamagedDataException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
