/**
 * The operations of DynamoDB Streams: streams and their shards, iterators, records.
 *
 * <p>Why here: a stream is put together from the shards of all partitions of its table, and its
 * records from what partitions remember of changes. Who calls: {@link
 * dev.stator.router.Dispatcher}. Invariant: nothing is remembered between calls; a shard's id and
 * an iterator say all that is needed to go on, at any router.
 */
package dev.stator.router.stream;
