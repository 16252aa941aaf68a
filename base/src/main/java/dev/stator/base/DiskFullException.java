package dev.stator.base;

import java.io.IOException;

/** The disk has no room for what was to be written. */
public final class DiskFullException extends IOException {
  private static final long serialVersionUID = 1L;

  public DiskFullException(String message) {
    super(message);
  }
}
