/**
 * Connections between the nodes of a cluster: a {@link dev.stator.base.Network} of real sockets.
 *
 * <p>One connection per pair of nodes carries everything that the two say to each other, in frames
 * with checksums ({@code docs/formats/peer-frames-1.md}); small messages, of however many groups,
 * leave in one write. All connections of a node live on one event loop of their own, apart from
 * HTTP's, and so does all state here: it needs no locks, and links go up and down in one order.
 *
 * <p>Why here: only {@code server} has sockets and threads. Who calls: {@code server.assembly}.
 * Invariants: what arrives is whole, unchanged, and from a node of this cluster; a message that
 * cannot go is dropped, as networks do, and counted; nothing grows without bound, whatever the
 * other side sends or does not read.
 */
package dev.stator.server.peer;
