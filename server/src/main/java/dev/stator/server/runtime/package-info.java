/**
 * The real twins of the seams in {@link dev.stator.base}: the machine's clock, threads, randomness
 * and files.
 *
 * <p>Why here: this is the only place of a running node where threads are made and files are
 * opened; all else is given them. Who calls: the composition root, and {@code lab} for benchmarks.
 * Invariant: an idle thread sleeps until there is work or a timer is due; it never polls.
 */
package dev.stator.server.runtime;
