package dev.stator.server;

/** Why the server cannot start, in one sentence for the person who started it. */
public final class StartException extends Exception {
  private static final long serialVersionUID = 1L;

  public StartException(String sentence) {
    super(sentence);
  }

  public StartException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
