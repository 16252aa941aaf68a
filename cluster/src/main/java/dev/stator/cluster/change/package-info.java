/**
 * Change records: what a partition remembers of each change of an item, for those that are fed from
 * it.
 *
 * <p>Why here: a partition's leader keeps them as rows, and feeds of indexes and readers of streams
 * get them as they are. Who calls: node, feeds, the router's stream operations. Invariant: a record
 * is made once, by the write itself, and never changed; place and order of a record are those of
 * its write in the partition's log.
 */
package dev.stator.cluster.change;
