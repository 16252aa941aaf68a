/**
 * What a replica keeps about itself in the store: the meta rows of its partition.
 *
 * <p>Why here: whoever opens a replica, applies to it, copies it or rebuilds it must mean the same
 * by these rows. Who calls: {@code dev.stator.node} and {@code dev.stator.node.copy}. Invariant: a
 * meta row changes only in a batch with the rows that it speaks of; the bytes are those of {@code
 * docs/formats/meta-rows-1.md}.
 */
@NullMarked
package dev.stator.node.meta;

import org.jspecify.annotations.NullMarked;
