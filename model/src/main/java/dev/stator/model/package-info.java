/**
 * The vocabulary of DynamoDB: attribute values, items, keys, tables and errors.
 *
 * <p>Why here: every room above speaks of the same items and errors. Who calls: all rooms but
 * {@code base}, {@code storage} and {@code consensus}. Invariant: values are immutable and valid
 * from birth, and nothing here does I/O.
 */
package dev.stator.model;
