/**
 * Whole nodes in one simulated world: the production storage node, replication host, log and
 * AutoAdmin over simulated disks, clocks and network, with clients, faults and oracles.
 *
 * <p>Why here: {@code lab} is the composition root for everything that is not production. Who
 * calls: {@code ./stator sim} and the tests of this package. Invariant: one seed decides everything
 * in a run, and a failed run says how to see it again.
 */
@NullMarked
package dev.stator.lab.sim;

import org.jspecify.annotations.NullMarked;
