/**
 * Servers as real processes: started, waited for, measured, stopped and killed.
 *
 * <p>It is here because what a person runs is a process with a launcher, a data folder and an end,
 * and neither kill -9 nor start-up time nor resident memory can be seen from inside a test's own
 * JVM. Called by {@code bench} (peers) and by the fault and client tests.
 *
 * <p>Invariant: a process started here does not outlive this JVM: it ends with {@code close()}, or
 * else in a shutdown hook.
 */
@NullMarked
package dev.stator.lab.process;

import org.jspecify.annotations.NullMarked;
