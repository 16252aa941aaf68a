/**
 * The operations of the API: each takes a decoded request, asks partitions or AutoAdmin, and writes
 * the answer.
 *
 * <p>Why here: checking what a request means, splitting it over partitions and putting the answer
 * together is the request router's work. Who calls: {@link dev.stator.router.Dispatcher}.
 * Invariant: an operation answers exactly once, and an answer never claims what a partition has not
 * confirmed.
 */
package dev.stator.router.operation;
