package dev.stator.cluster.table;

import dev.stator.model.stream.StreamLabel;
import dev.stator.model.stream.StreamViewType;

/**
 * One stream of a table.
 *
 * @param createdMs when it was asked for, in ms since 1970; it is also the stream's number, and no
 *     two streams of a table have the same
 * @param disabledMs when it was disabled; 0 while it is enabled
 */
public record TableStream(long createdMs, StreamViewType view, long disabledMs) {
  /** How long a stream's records are kept. Source: the service's documentation on Streams. */
  public static final long RETENTION_MS = 86_400_000L;

  public TableStream {
    if (createdMs <= 0 || (disabledMs != 0 && disabledMs < createdMs)) {
      throw new IllegalArgumentException("a stream from " + createdMs + " to " + disabledMs);
    }
  }

  /** The label in the stream's ARN. */
  public String label() {
    return StreamLabel.of(createdMs);
  }

  public boolean enabled() {
    return disabledMs == 0;
  }

  /** Whether nothing of it can be read any more. */
  public boolean gone(long nowMs) {
    return !enabled() && nowMs - disabledMs > RETENTION_MS;
  }
}
