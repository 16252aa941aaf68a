package dev.stator.model.key;

/** Says that bytes which should be a row's key are none: damage, or a bug. */
public final class CorruptKeyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CorruptKeyException(String message) {
    super(message);
  }
}
