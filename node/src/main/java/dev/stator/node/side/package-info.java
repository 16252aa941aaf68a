/**
 * Side rows: what a partition has beside its items, written by its log, the same on all replicas.
 *
 * <p>Why here: each kind of side row has one key and one meaning, whoever writes it. Who calls: the
 * replica's write path and those that read for feeds, streams and transactions. Invariant: kinds
 * and keys are those of {@code docs/formats/side-rows-1.md}, and a kind never changes its meaning.
 */
package dev.stator.node.side;
