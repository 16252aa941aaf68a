/**
 * The shared write-ahead log of a node: one sequence of checksummed records in segment files for
 * all replication groups of the node, synced once for all groups that wait.
 *
 * <p>Why here: a sync costs the same for one record as for a thousand, so thousands of groups share
 * one log. Who calls: {@code consensus}, which keeps each group's entries and hard state here.
 * Invariant: a callback of {@link dev.stator.storage.wal.GroupLog#append} runs only after a sync
 * that covers the record returned normally; after a failed sync no callback ever runs again.
 *
 * <p>{@link dev.stator.storage.wal.FileLog} is the log in files, on a simulated or memory disk as
 * well as on a real one; {@link dev.stator.storage.wal.LogOptions} are its limits.
 */
package dev.stator.storage.wal;
