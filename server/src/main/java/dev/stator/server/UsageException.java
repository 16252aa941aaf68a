package dev.stator.server;

/** What is wrong with how a command was written, for the person who wrote it. */
final class UsageException extends Exception {
  private static final long serialVersionUID = 1L;

  UsageException(String sentence) {
    super(sentence);
  }
}
