package dev.stator.lab.sim;

import java.util.concurrent.atomic.AtomicInteger;

/** Which of the bugs is there now that {@link PlantedClasses} has put into methods. */
public final class Planted {
  /** Takes the place of something that is not to be run. */
  public static final Runnable NOTHING = () -> {};

  private static final int NONE = -1;
  private static final AtomicInteger NOW = new AtomicInteger(NONE);

  private Planted() {}

  /** What a method with a bug asks when it begins. */
  public static boolean isHere(int bug) {
    return NOW.get() == bug;
  }

  static void plant(int bug) {
    NOW.set(bug);
  }

  static void weed() {
    NOW.set(NONE);
  }
}
