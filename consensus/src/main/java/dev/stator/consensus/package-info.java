/**
 * Replication groups: what a storage node sees of consensus.
 *
 * <p>Why here: a partition's writes are agreed upon by a quorum of members before they are
 * acknowledged, in the same way for a group of one and of three. Who calls: {@code node}, with one
 * {@link dev.stator.consensus.StateMachine} per partition replica. Invariant: entries are applied
 * in index order, each at most once per run, and only after a quorum has synced them.
 */
package dev.stator.consensus;
