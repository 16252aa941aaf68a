/**
 * A partition's part in transactions: the items that it keeps for one that is not over yet, and
 * what it remembers of those that are.
 *
 * <p>Why here: this is what has to be the same on all replicas and survive a leader. Who calls: the
 * replica of a partition, on its executor. Invariant: formats are those of {@code
 * docs/formats/side-rows-1.md}; what is held in memory is what the rows say once all that is
 * proposed is applied.
 */
package dev.stator.node.transaction;
