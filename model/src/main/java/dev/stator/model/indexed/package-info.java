/**
 * What an item puts into an index: whether it belongs there, the keys of its row, and what of it
 * the row holds.
 *
 * <p>Why here: a partition writes rows of local indexes with its items, and feeds write those of
 * global ones later; both must make the same of an item. Who calls: node, feeds. Invariant: rows
 * are functions of definition and item alone. Pure.
 */
package dev.stator.model.indexed;
