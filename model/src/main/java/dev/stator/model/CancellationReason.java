package dev.stator.model;

import org.jspecify.annotations.Nullable;

/**
 * Why one action of a transaction was cancelled, or {@link #NONE}.
 *
 * @param code as the service names it
 * @param message null only for {@link #NONE}
 * @param item as it was found, for a failed condition that asked for it
 */
public record CancellationReason(String code, @Nullable String message, @Nullable Item item) {
  /** The action that it stands for was not what cancelled the transaction. */
  public static final CancellationReason NONE = new CancellationReason("None", null, null);
}
