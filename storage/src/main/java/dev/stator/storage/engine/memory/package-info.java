/**
 * The engine port over a tree in memory, for {@code --in-memory} and for the simulator.
 *
 * <p>Why here: it is a real store with the same contract as the one on disk, and deterministic. Who
 * calls: whoever assembles a node. Invariant: a tree node never changes once it can be reached from
 * a root, so that a cursor needs nothing but the root it began with.
 */
package dev.stator.storage.engine.memory;
