/**
 * The process: command line, configuration, and the composition of a node with real sockets, disks
 * and threads.
 *
 * <p>Why here: this is the one place that knows it is in the real world. {@link
 * dev.stator.server.ServerConfig} is everything a person can set, checked before anything starts;
 * {@link dev.stator.server.StatorServer} starts the parts in order and stops them in reverse.
 *
 * <p>Who calls: the launcher through {@link dev.stator.server.Main}; tests and the lab through
 * {@link dev.stator.server.StatorServer#start}. Invariant: what a person did wrong is said in one
 * clear sentence, never with a stack trace.
 */
@NullMarked
package dev.stator.server;

import org.jspecify.annotations.NullMarked;
