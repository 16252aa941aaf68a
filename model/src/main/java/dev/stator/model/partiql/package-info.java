/**
 * DynamoDB's dialect of PartiQL: from the text of a statement to what GetItem, Query, Scan,
 * PutItem, UpdateItem and DeleteItem are made of.
 *
 * <p>Why here: what a statement means depends on the text, its parameters and a table's key alone,
 * so it is pure; a general PartiQL parser does not know this dialect. Who calls: {@code router},
 * which reads and writes what comes out. Invariant: a statement never does more than it says: a
 * condition that is not used to find items becomes a filter or a condition of the write, and what
 * the dialect does not have is refused in the service's words.
 */
package dev.stator.model.partiql;
