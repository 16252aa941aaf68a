/**
 * Copies a partition's rows from a whole replica to one that has lost them.
 *
 * <p>Why here: a replica whose log begins after what its store holds cannot catch up by the log
 * alone. Who calls: {@code dev.stator.node}, which serves {@link dev.stator.node.copy.CopySource}
 * to other nodes and begins a {@link dev.stator.node.copy.Rebuild} when a replication group asks
 * for one.
 *
 * <p>How: the copy is fuzzy. Rows are read in key order, a bounded chunk at a time, without a
 * snapshot, so some are newer than others; all are at least as new as the point at which the log of
 * the rebuilt replica begins. Log entries name whole rows, so replaying them from the point on
 * makes every row right by the time the highest index is applied that any chunk was read at.
 * Invariants: nothing that a chunk was read at is forgotten, or rows would come from the future;
 * rows behind the place to resume from are deleted before others are put there; the counts taken
 * over are those of one index, and changes up to it are not counted again.
 */
@NullMarked
package dev.stator.node.copy;

import org.jspecify.annotations.NullMarked;
