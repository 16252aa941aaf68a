/**
 * Puts one node together: disk, log, engine, replication groups, storage node, AutoAdmin and the
 * router's operations.
 *
 * <p>Why here: this is the composition root; it alone knows that the world is real. Who calls: the
 * command line of {@code server}, and tests that embed a node. Invariant: parts are opened in the
 * order in which they need each other and closed in the reverse order, also when opening fails half
 * way.
 */
package dev.stator.server.assembly;
