/**
 * Primary keys: how they are taken from items, and how they become the bytes of a row's key.
 *
 * <p>Why here: the router finds a partition by the hash of a key and the node finds a row by its
 * bytes, and both must agree for ever. Who calls: router, node, control. Invariant: encoded keys
 * compare as unsigned bytes in DynamoDB's order of their values, and the encoding (docs/formats/
 * keys-1.md) never changes.
 */
package dev.stator.model.key;
