package dev.stator.model;

import org.jspecify.annotations.Nullable;

/** The primary key of a table: a partition key and perhaps a sort key. */
public record KeySchema(KeyAttribute partitionKey, @Nullable KeyAttribute sortKey) {}
