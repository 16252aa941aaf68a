package dev.stator.model.expression;

import dev.stator.model.AttributeValue;
import org.jspecify.annotations.Nullable;

/**
 * What a query asks for: one partition key and perhaps a range of sort keys.
 *
 * @param partition the partition key's value, of its type
 * @param sort null for all sort keys
 */
public record KeyCondition(AttributeValue partition, @Nullable SortCondition sort) {}
