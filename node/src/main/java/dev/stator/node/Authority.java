package dev.stator.node;

import dev.stator.cluster.table.Placement;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Who knows for certain what the system table holds now. Replies come in bounded time. */
public interface Authority {
  /** Which of the partitions are gone for good; none when that cannot be had now. */
  void gone(List<Long> partitions, Consumer<List<Long>> reply);

  /** Where a partition is to be; null for nowhere, and when that cannot be had now. */
  void placed(long partition, Consumer<@Nullable Placement> reply);
}
