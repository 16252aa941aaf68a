/**
 * The smallest client that speaks DynamoDB's JSON protocol over a socket.
 *
 * <p>It is here because the fault tests and the benchmarks must see the wire as it is: which bytes
 * were answered, and whether an answer came at all before a process died. A full SDK retries and
 * hides both. Called by {@code bench} and by the tests of this module.
 *
 * <p>Invariant: one call is one request on one connection; nothing is retried here, and an answer
 * that did not come in full is an {@link java.io.IOException}, never an {@code Answer}.
 */
@NullMarked
package dev.stator.lab.wire;

import org.jspecify.annotations.NullMarked;
