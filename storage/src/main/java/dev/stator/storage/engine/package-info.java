/**
 * The ordered store of a node: one sorted map from bytes to bytes that all partitions of the node
 * share, behind the port {@link dev.stator.storage.engine.Engine}.
 *
 * <p>Why here: rows of a partition must be found by key and in order, survive restarts, and prove
 * their integrity when read. Who calls: {@code node}, which applies committed log entries and reads
 * rows. Invariant: a batch is visible and durable as a whole or not at all; durability comes from
 * the shared log until {@code flush} says otherwise.
 */
package dev.stator.storage.engine;
