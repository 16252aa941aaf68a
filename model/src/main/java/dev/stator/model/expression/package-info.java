/**
 * DynamoDB's expressions: conditions, filters, updates, projections and key conditions.
 *
 * <p>Why here: every room that reads or writes items judges them by the same rules. A text is read
 * in three steps, and the service's errors follow that order: tokens and grammar ({@code Lexer},
 * the parsers; also reserved words and function names), then names and values ({@code
 * ExpressionAttributes}, the resolvers; also operand types), then, once the table is known, its key
 * (methods that take a {@code KeySchema}). What results is a tree of records ({@link
 * dev.stator.model.expression.Condition}, {@link dev.stator.model.expression.Operand}, {@link
 * dev.stator.model.expression.UpdateAction}) which other languages may build as well, and pure
 * evaluators over {@link dev.stator.model.Item}.
 *
 * <p>Who calls: the router parses and checks requests; the node tests conditions, applies updates
 * and projections. Invariant: whatever the text, parsing and evaluating take bounded stack and time
 * linear in text and item, and nothing here keeps state between calls.
 */
package dev.stator.model.expression;
