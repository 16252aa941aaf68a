/**
 * The seams between Stator and the world: {@link dev.stator.base.Clock}, {@link
 * dev.stator.base.Scheduler}, {@link dev.stator.base.RandomSource}, {@link
 * dev.stator.base.Network}, {@link dev.stator.base.Disk}, with the small helpers that every room
 * needs (checks, checksums).
 *
 * <p>Why here: code that the simulator runs may touch the outside world only through these
 * interfaces, so that one seed decides all of time, order, chance, network and disk. The simulated
 * twins are in {@code dev.stator.base.sim}; the real ones are made in {@code server}.
 *
 * <p>Who calls: every other room. Invariant: nothing in this package starts a thread, reads a clock
 * of the machine or opens a file by itself.
 */
package dev.stator.base;
