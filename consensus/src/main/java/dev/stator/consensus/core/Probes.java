package dev.stator.consensus.core;

/** Hears which rare branches are taken. */
@FunctionalInterface
public interface Probes {
  /** Hears nothing. */
  Probes NONE = probe -> {};

  void hit(Probe probe);
}
