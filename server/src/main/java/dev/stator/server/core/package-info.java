/**
 * A node without its edges: everything that does not touch sockets, threads or files itself.
 *
 * <p>Why here: a real process and a simulated machine must run the same wiring. Who calls: {@code
 * server.assembly} with the real world, {@code lab.sim} with a simulated one. Invariant: all that
 * differs between the two is an argument.
 */
package dev.stator.server.core;
