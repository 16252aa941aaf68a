/**
 * Calls between nodes.
 *
 * <p>Why here: rooms on both sides of the network call each other in the same way, in one process,
 * between processes and in the simulator. Who calls: {@code router}, {@code control} and {@code
 * node}; served by {@code node} and {@code control}. Invariant: every call has exactly one outcome
 * in bounded time, and "not done" is said only when it is certain.
 */
package dev.stator.cluster.rpc;
