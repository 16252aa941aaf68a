/**
 * Which other nodes live, as one message per pair of nodes and interval tells it: pings, pongs, and
 * what promises and leases of all groups are counted from.
 *
 * <p>Why here: an idle group says nothing, however many there are; whatever it must know of time is
 * known of the pair of nodes. Who calls: {@code dev.stator.consensus.host} runs a {@link
 * dev.stator.consensus.liveness.Liveness}, each group's core looks into its {@link
 * dev.stator.consensus.liveness.Peers}, and readers on any thread ask a {@link
 * dev.stator.consensus.liveness.Lease}.
 *
 * <h2>The rule everything rests on</h2>
 *
 * <p>Node A pings B; B notes when it heard that (h), and answers with a pong that carries A's own
 * time of sending (s). A member of a group on B that follows a leader on A promises that until h
 * and a lease's length nobody else is elected with its help. The leader counts the member until s
 * and a lease's length <em>less a margin</em>. Since s lies before h, and the margin covers what
 * two clocks drift apart in that time, the leader stops counting before the promise ends.
 *
 * <p>A pong speaks for all groups of B that follow leaders on A. A member that leaves its leader
 * lists its group and term first, and reads h after that. So each pong either carries the
 * withdrawal, or answers a ping whose h the promise covers. The list goes with every message to A
 * until A says that it was read, as messages get lost; and A marks the group before it takes the
 * time of the pong that brought the list. When the list is full it is thrown away and a new
 * <em>era</em> begins: whoever counts members on B counts only what was confirmed in B's present
 * era.
 *
 * <p>Invariant: <em>while a leader counts a member, that member's promise runs.</em>
 */
@NullMarked
package dev.stator.consensus.liveness;

import org.jspecify.annotations.NullMarked;
