package dev.stator.base.sim;

import org.jspecify.annotations.Nullable;

/** A simulated run failed; the message names the seed that replays it. */
public final class SimulationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SimulationException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
