package dev.stator.model.item;

/** Says that bytes which should be an item or a row are none: damage, or a bug. */
public final class CorruptItemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CorruptItemException(String message) {
    super(message);
  }
}
