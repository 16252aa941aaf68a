/**
 * The storage node: replicas of partitions over one engine and one shared log.
 *
 * <p>Why here: conditions and updates are evaluated at the leader before anything is proposed, so
 * that log entries are physical and everything that replays them does the same. Who calls: {@code
 * server} and {@code lab} assemble it; routers and AutoAdmin send it messages of {@code cluster}.
 *
 * <p>Everything of a replica happens on its group's serial executor, but for reads of the store by
 * a leader under its lease, those of read transactions included ({@link
 * dev.stator.node.TransactionReads}), which see to it themselves that rows belong to one moment. A
 * log replica keeps no rows; it can get a store of its own in place ({@link
 * dev.stator.node.Conversions}) and is a replica that is being rebuilt from then on.
 *
 * <p>Invariants: an answer that depends on a write (its own, or one it saw in the overlay) goes out
 * only after that write is committed and applied; applying is idempotent by log index, because the
 * applied index is in the same engine batch as the rows; the log is trimmed only up to what an
 * engine flush has made durable, and of a store whose rows are being copied up to what others hold.
 */
package dev.stator.node;
