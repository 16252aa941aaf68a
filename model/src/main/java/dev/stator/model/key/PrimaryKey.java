package dev.stator.model.key;

import dev.stator.model.AttributeValue;
import org.jspecify.annotations.Nullable;

/** The values of an item's key, of type S, N or B each. The sort key is null where none exists. */
public record PrimaryKey(AttributeValue partition, @Nullable AttributeValue sort) {}
