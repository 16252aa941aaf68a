/**
 * Messages between members of a group as bytes: one codec class per version of the format.
 *
 * <p>Why here: the core speaks in records, the network in bytes, and both outlive a release. The
 * format is described in {@code docs/formats/consensus-messages-1.md}. Who calls: {@code
 * dev.stator.consensus.host}. Invariant: whatever bytes come in, decoding answers with a message
 * that is valid in itself or with a reason, and allocates no more than the bytes warrant.
 */
@NullMarked
package dev.stator.consensus.wire;

import org.jspecify.annotations.NullMarked;
