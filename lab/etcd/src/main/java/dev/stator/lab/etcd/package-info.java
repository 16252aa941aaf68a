/**
 * Load on etcd, for the comparison that {@code ./stator bench cluster} makes.
 *
 * <p>Why here: etcd's client for Java brings libraries that must not meet ours, so this is a project
 * and a process of its own. Who calls: {@code dev.stator.lab.bench} starts it and reads its one line.
 * Invariant: latencies are from the call to the acknowledgement, and a failed put is counted as
 * failed alone.
 */
@NullMarked
package dev.stator.lab.etcd;

import org.jspecify.annotations.NullMarked;
