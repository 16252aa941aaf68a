/**
 * What AutoAdmin asks of storage nodes, over calls: codec, client and server side.
 *
 * <p>Why here: it stands between the messages and the bytes that carry them. Who calls: whoever
 * assembles a node. Invariant: a request that cannot be read is not answered, and so never taken
 * for done.
 */
package dev.stator.cluster.calls;
