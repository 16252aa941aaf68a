/**
 * Oracles: what must be true of any run, whatever happened in it.
 *
 * <p>Why here: tests of every kind ask the same few questions (was each item linearizable, are
 * replicas equal), and the answers must come from code that is dumber than what it judges. Who
 * calls: the simulation and tests. Invariant: nothing here knows how Stator works.
 */
@NullMarked
package dev.stator.lab.check;

import org.jspecify.annotations.NullMarked;
