/**
 * When an item is expired, and how fast expired items are looked for.
 *
 * <p>Why here: the rule is asked twice, by who walks over a partition and by the leader before it
 * deletes, and both must mean the same. Who calls: the sweeper and the replica in {@code
 * dev.stator.node}. Invariant: an item is only ever expired by the number in its own attribute.
 */
package dev.stator.node.ttl;
