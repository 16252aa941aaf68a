/**
 * Secondary indexes as definitions: which attributes are their keys and what of an item they hold.
 *
 * <p>Why here: routers check and read with them, partitions write with them, and both must mean the
 * same. Who calls: cluster (descriptors, traits), node, feeds, router. Invariant: a definition says
 * nothing of where an index is or how far it has come.
 */
package dev.stator.model.index;
