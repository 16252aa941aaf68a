package dev.stator.storage.engine;

import org.jspecify.annotations.Nullable;

/** The store cannot do what was asked: disk full, I/O error, closed. */
public class EngineException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public EngineException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
