/**
 * Items as bytes: how they are stored, found in, and turned into the JSON of the service.
 *
 * <p>Why here: the node stores and filters these bytes, the router turns them into answers, and
 * neither needs objects for it. Who calls: node, router, lab. Invariant: bytes of format 1
 * (docs/formats/item-1.md) read back as the same item for ever, and damaged bytes end in {@link
 * dev.stator.model.item.CorruptItemException}, never in a wrong answer that costs memory or time.
 */
package dev.stator.model.item;
