/**
 * The simulated twins of the seams in {@link dev.stator.base}: one seed decides time, order,
 * chance, network and disk of a whole cluster in one thread.
 *
 * <p>Why here: a bug that needs a lost message, a power loss and a slow disk at the wrong moments
 * is found by trying many seeds, and understood by running its seed again. A {@link
 * dev.stator.base.sim.Simulation} is one world; a {@link dev.stator.base.sim.SimNode} is one
 * machine in it, which can crash, lose power, pause and restart.
 *
 * <p>Who calls: tests of every room, and {@code lab}. Invariant: the same seed and the same calls
 * give the same trace, to the last event; nothing here reads a clock, starts a thread or depends on
 * the order of a hash table.
 */
package dev.stator.base.sim;
