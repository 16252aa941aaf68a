/**
 * The HTTP front: from sockets to {@link dev.stator.router.http.ApiCall}s and back.
 *
 * <p>Why here: everything that a client can do to a socket ends in this package: broken HTTP, slow
 * and silent clients, requests too large, too many connections, pipelining, browsers. What passes
 * is a POST with a known operation from an accepted caller. All limits are in {@link
 * dev.stator.router.http.HttpLimits}.
 *
 * <p>Who calls: {@code server} starts a {@link dev.stator.router.http.HttpFront} and gives it the
 * {@link dev.stator.router.http.RequestHandler} of the router. Threads are Netty's event loops; a
 * connection's state is touched by its own loop alone, and only {@code ApiCall.respond} may come
 * from elsewhere.
 *
 * <p>Invariants: each request gets exactly one answer, in the order of the requests of its
 * connection; no input from outside leads to a 5xx by itself or to unbounded memory.
 */
@NullMarked
package dev.stator.router.http;

import org.jspecify.annotations.NullMarked;
