package dev.stator.lab.sim;

import java.util.function.BiFunction;

/** Plays a schedule, or one with the bug that it is for, as {@link PlantedClasses} calls it. */
public final class ClusterSchedulePlayer implements BiFunction<String, Long, String> {
  /** What went wrong, or null. */
  @Override
  public String apply(String name, Long seed) {
    ClusterSchedule schedule = null;
    for (ClusterBug bug : ClusterBug.values()) {
      if (bug.name().equals(name)) {
        Planted.plant(bug.ordinal());
        schedule = bug.schedule;
      }
    }
    try {
      (schedule == null ? ClusterSchedule.valueOf(name) : schedule).run(seed);
      return null;
    } catch (RuntimeException | Error broken) {
      return broken.toString();
    } finally {
      Planted.weed();
    }
  }
}
