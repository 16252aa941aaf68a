/**
 * The host of consensus: carries out what the core of each group decides, for all groups of a node
 * over one log, one network and one scheduler.
 *
 * <p>Why here: the core has no hands. Who calls: {@code node}, which opens a group per partition
 * replica. Invariant: the effects of a step are carried out in their order, and before the next
 * step of the same group; a message that waits for a sync leaves only when the log has called back.
 */
@NullMarked
package dev.stator.consensus.host;

import org.jspecify.annotations.NullMarked;
