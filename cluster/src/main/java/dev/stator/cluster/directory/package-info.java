/**
 * What this node knows of the system table, and how nodes that hold no replica of it learn what is
 * new.
 *
 * <p>Why here: members of the system table's group publish from their store, all others from a
 * member's answers, and both must end with the same directories. Who calls: {@code node} (feeds a
 * view and serves from it), {@code control} (reads it). Invariant: a view at version {@code v}
 * holds exactly what the system table held when entry {@code v} was applied; it never goes back.
 */
package dev.stator.cluster.directory;
