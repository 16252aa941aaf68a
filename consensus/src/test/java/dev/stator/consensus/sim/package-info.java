/**
 * Whole groups under simulation: several nodes, each with a host and a log, driven by one seed.
 *
 * <p>{@link dev.stator.consensus.sim.SimCluster} is the world, {@link
 * dev.stator.consensus.sim.Faults} breaks it, {@link dev.stator.consensus.sim.Agreement} is the
 * oracle: dumber than the code, and shared by every test.
 */
package dev.stator.consensus.sim;
