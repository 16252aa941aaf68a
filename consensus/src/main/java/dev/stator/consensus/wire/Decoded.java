package dev.stator.consensus.wire;

import dev.stator.consensus.core.Message;

/** What came of decoding. */
public sealed interface Decoded {
  /** A message that is valid in itself. */
  record Valid(Message message) implements Decoded {}

  /** Not a message, and why. */
  record Invalid(String reason) implements Decoded {}
}
