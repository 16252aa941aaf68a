package dev.stator.base;

/** Hears which rare branches are taken, so that a simulation can say which it never reached. */
@FunctionalInterface
public interface Marks {
  /** For whoever does not ask. */
  Marks NONE = branch -> {};

  /** Any thread. */
  void hit(Enum<?> branch);
}
