/**
 * Brings requests to the replica that may serve them: strong reads and writes to the partition's
 * leader, eventually consistent reads to the nearest storage replica.
 *
 * <p>Why here: which replica serves is no concern of operations, and no concern of storage nodes
 * either, which only say whether they can. Who calls: the operations, through {@link
 * dev.stator.cluster.message.PartitionClient}, and AutoAdmin. Invariants: a request is answered
 * once and in bounded time; a write is sent again only when it is certain that it was not done;
 * what the local replica answers costs neither a copy nor a thread; what a request's work throws
 * ends that request alone ({@link dev.stator.router.route.RequestScope}).
 */
package dev.stator.router.route;
