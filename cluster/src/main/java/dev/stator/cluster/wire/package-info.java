/**
 * Reading and writing the bytes of messages between nodes: fixed-width numbers, texts and byte
 * strings with their length.
 *
 * <p>Why here: the codecs of {@code cluster} share it. Who calls: codecs alone. Invariant: whatever
 * bytes come in, a reader either gives a value or throws {@link
 * dev.stator.cluster.wire.MalformedMessageException}; it never makes room for more than there is.
 */
package dev.stator.cluster.wire;
