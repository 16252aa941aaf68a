package dev.stator.cluster.wire;

/** Bytes from another node are no message that this node reads. */
public final class MalformedMessageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MalformedMessageException(String message) {
    super(message);
  }
}
