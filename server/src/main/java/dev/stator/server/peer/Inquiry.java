package dev.stator.server.peer;

/** What came of asking who is at an address. */
public sealed interface Inquiry {
  /** A node answered. */
  record Met(Hello hello) implements Inquiry {}

  /**
   * Nobody did, or nobody who speaks this protocol.
   *
   * @param reason for people
   */
  record NotMet(String reason) implements Inquiry {}
}
