package dev.stator.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The primary key of a table: a partition key and perhaps a sort key. */
public record KeySchema(KeyAttribute partitionKey, @Nullable KeyAttribute sortKey) {
  /** How many attributes the key has: 1 or 2. */
  public int size() {
    return sortKey == null ? 1 : 2;
  }

  public boolean hasSortKey() {
    return sortKey != null;
  }

  /** The names of the key's attributes, the partition key's first. */
  public List<String> names() {
    return sortKey == null
        ? List.of(partitionKey.name())
        : List.of(partitionKey.name(), sortKey.name());
  }

  /** Whether an attribute of this name is part of the key. */
  public boolean contains(String name) {
    return partitionKey.name().equals(name) || (sortKey != null && sortKey.name().equals(name));
  }
}
