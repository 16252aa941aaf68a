package dev.stator.model.index;

import dev.stator.base.Check;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The key attributes of an index, in order.
 *
 * @param partition one to four; exactly one in a local index, that of its table
 * @param sort none to four; exactly one in a local index
 */
public record IndexKeys(List<KeyAttribute> partition, List<KeyAttribute> sort) {
  /** Key attributes of each kind. Source: the service's documentation on multi-attribute keys. */
  public static final int ATTRIBUTES_MAX = 4;

  public IndexKeys {
    partition = List.copyOf(partition);
    sort = List.copyOf(sort);
    Check.that(
        !partition.isEmpty() && partition.size() <= ATTRIBUTES_MAX && sort.size() <= ATTRIBUTES_MAX,
        "an index has one to four partition keys and at most four sort keys");
  }

  /** Those of a table. */
  public static IndexKeys of(KeySchema schema) {
    KeyAttribute sort = schema.sortKey();
    return new IndexKeys(List.of(schema.partitionKey()), sort == null ? List.of() : List.of(sort));
  }

  /** These as a key of one partition key and at most one sort key; null when there are more. */
  public @Nullable KeySchema pair() {
    return partition.size() > 1 || sort.size() > 1
        ? null
        : new KeySchema(partition.getFirst(), sort.isEmpty() ? null : sort.getFirst());
  }

  /** Whether an attribute of this name is one of them. */
  public boolean contains(String name) {
    return all().anyMatch(key -> key.name().equals(name));
  }

  /** All of them, partition keys first. */
  public Stream<KeyAttribute> all() {
    return Stream.concat(partition.stream(), sort.stream());
  }
}
