/**
 * The bytes of messages between nodes: a reader and a writer that all codecs of {@code cluster}
 * share, and the codecs of requests to partitions and their answers, one class per version.
 *
 * <p>Why here: requests are records on both sides and bytes between them, and the bytes outlive a
 * release. Formats are described in {@code docs/formats}. Who calls: codecs; {@code router} encodes
 * requests, {@code node} answers them. Invariant: whatever bytes come in, a reader either gives a
 * value or throws {@link dev.stator.cluster.wire.MalformedMessageException}, and a codec answers
 * with a message that is valid in itself or with a reason; neither ever makes room for more than
 * there is.
 */
package dev.stator.cluster.wire;
