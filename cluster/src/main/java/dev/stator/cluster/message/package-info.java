/**
 * What request routers and AutoAdmin say to storage nodes, and what these answer.
 *
 * <p>Why here: the rooms above the storage node reach it only through these messages, in one
 * process as between many. Who calls: {@code router} and {@code control} send, {@code node}
 * answers. Invariant: messages are immutable and valid from birth; every failure is an answer, and
 * "the outcome is unknown" is one of them.
 */
package dev.stator.cluster.message;
