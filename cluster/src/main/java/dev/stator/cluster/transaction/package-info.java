/**
 * Transactions as routers and partitions speak of them: their names, and what a partition answers
 * in each step.
 *
 * <p>Why here: the coordinator is a router and the participants are partitions, and both must mean
 * the same by a step. Who calls: {@code router} sends, {@code node} answers. Invariant: an id is
 * given out once, for one attempt.
 */
package dev.stator.cluster.transaction;
