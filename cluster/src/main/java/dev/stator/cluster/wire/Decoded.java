package dev.stator.cluster.wire;

/** What bytes turned out to be. */
public sealed interface Decoded<T> {
  /** A message. */
  record Valid<T>(T message) implements Decoded<T> {}

  /**
   * None: damage, or written by a newer Stator.
   *
   * @param reason for people
   */
  record Invalid<T>(String reason) implements Decoded<T> {}
}
