package dev.stator.consensus.host;

/** A group cannot go on here: its log is damaged, or does not fit its store. Says which and why. */
public final class GroupUnusableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  GroupUnusableException(String message) {
    super(message);
  }

  GroupUnusableException(String message, Throwable cause) {
    super(message, cause);
  }
}
