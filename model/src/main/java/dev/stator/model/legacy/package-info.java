/**
 * The parameters from before expressions ({@code AttributesToGet}, {@code AttributeUpdates}, {@code
 * Expected}, {@code KeyConditions}, {@code QueryFilter}, {@code ScanFilter}, {@code
 * ConditionalOperator}), turned into the objects that expressions are turned into.
 *
 * <p>Why here: old applications and object mappers still send them, and the service treats them as
 * another way to write the same. Who calls: {@code router}, which decides whether a request uses
 * these or expressions. Invariant: nothing here evaluates anything; what is built has one evaluator
 * with what expressions build, and every refusal is worded as the service's.
 */
package dev.stator.model.legacy;
