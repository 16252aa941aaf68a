/**
 * What items weigh and what requests cost: sizes in bytes and capacity units.
 *
 * <p>Why here: the size of an item decides whether it may be written, how long a page is, and what
 * a request takes from its buckets, and all three must agree. Who calls: node, router. Invariant:
 * pure functions; the size of an item does not depend on how it is stored.
 */
package dev.stator.model.capacity;
