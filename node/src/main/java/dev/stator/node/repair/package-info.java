/**
 * Decides how a replication group whose members are not all well becomes whole again.
 *
 * <p>Why here: the leader of a group is the first to see that a member is silent, and the only one
 * that can change who belongs to it. Who calls: {@code dev.stator.node}, at the node where the
 * group is led. Invariant: deciding is pure. The same view gives the same one next step, so a
 * leader that takes over goes on where the last one stopped, and no step needs to be remembered.
 */
@NullMarked
package dev.stator.node.repair;

import org.jspecify.annotations.NullMarked;
