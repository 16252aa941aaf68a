package dev.stator.model.expression;

import dev.stator.model.AttributeValue;
import dev.stator.model.key.SortCondition;

/**
 * What a query asks for: one partition key and perhaps a range of sort keys.
 *
 * @param partition the partition key's value, of its type
 * @param sort of the sort key's type
 */
public record KeyCondition(AttributeValue partition, SortCondition sort) {}
