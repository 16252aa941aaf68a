package dev.stator.base.sim;

/**
 * Thrown out of a disk operation at whose middle the machine died on purpose. It is not a failure
 * of the operation: nothing that runs after it is part of the world any more.
 */
public final class MachineDiedError extends Error {
  private static final long serialVersionUID = 1L;

  MachineDiedError(String message) {
    super(message);
  }
}
