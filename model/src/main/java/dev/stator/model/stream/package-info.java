/**
 * What a stream is made of: its view type, and the name that its ARN gives it.
 *
 * <p>Why here: partitions keep what a view type needs, routers show it, and AutoAdmin names new
 * streams. Who calls: {@code cluster}, {@code node}, {@code router} and {@code control}. Invariant:
 * a label is given once to a table's stream, and labels of one table grow.
 */
package dev.stator.model.stream;
