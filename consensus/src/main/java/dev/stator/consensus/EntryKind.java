package dev.stator.consensus;

/** What the payload of a log entry is. Written to disk: a value never changes its meaning. */
public final class EntryKind {
  /** A command of the state machine. */
  public static final byte COMMAND = 1;

  /** The first entry of a leader's term; it carries nothing. */
  public static final byte NOOP = 2;

  /** A membership, by {@link MembershipCodec1}; in force as soon as it is in the log. */
  public static final byte MEMBERSHIP = 3;

  private EntryKind() {}
}
