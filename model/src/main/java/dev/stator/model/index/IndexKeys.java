package dev.stator.model.index;

import dev.stator.base.Check;
import dev.stator.model.KeyAttribute;
import java.util.List;
import java.util.stream.Stream;

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

  /** All of them, partition keys first. */
  public Stream<KeyAttribute> all() {
    return Stream.concat(partition.stream(), sort.stream());
  }
}
