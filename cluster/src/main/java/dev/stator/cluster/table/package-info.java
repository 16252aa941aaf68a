/**
 * Tables as the cluster knows them: descriptors, their partitions, the directory of all of them,
 * and their form as items of the system table.
 *
 * <p>Why here: the request router, the storage node and AutoAdmin must mean the same by a table.
 * Who calls: {@code router} (to resolve and route), {@code control} (to create and delete), {@code
 * node} (to publish what the system table's partition holds). Invariant: the partitions of a table
 * cover the whole hash space once, and their ranges never change after they were made.
 */
package dev.stator.cluster.table;
