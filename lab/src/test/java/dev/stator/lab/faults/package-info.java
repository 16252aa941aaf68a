/**
 * What a Stator process must survive, done to a real one: kill -9, loss of unsynced writes, a full
 * disk, flipped bytes, a second process, malformed requests.
 *
 * <p>The oracle is {@link dev.stator.lab.faults.WriteLedger}: it knows what was acknowledged and
 * what may or may not have happened, and nothing about how the server works.
 */
package dev.stator.lab.faults;
