package dev.stator.consensus.sim;

import java.util.function.BiFunction;

/** One directed schedule and seed, as {@link Mutants} can call it. */
public final class LeaseRun implements BiFunction<String, Long, String> {
  /** What went wrong, or null. */
  @Override
  public String apply(String schedule, Long seed) {
    try {
      LeaseSchedule.valueOf(schedule).run(seed);
      return null;
    } catch (RuntimeException | Error e) {
      return e.getMessage();
    }
  }
}
