/**
 * Feeds of global secondary indexes: one for each index and each partition of its table, where that
 * partition is led. A feed reads the partition's change records in order, makes rows of the index
 * of them, and brings those to the index's partitions.
 *
 * <p>Why here: it knows requests of partitions and nothing of how they are carried out. Who calls:
 * the composition root makes it; the storage node says what it leads. Invariant: a feed sends a
 * page only when all that comes before it is acknowledged or before the stored cursor, and stores a
 * cursor only when all before it is acknowledged, so no index partition ever misses a change; what
 * comes twice is passed over there (docs/design/011-change-records.md).
 */
package dev.stator.feeds;
