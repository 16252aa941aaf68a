package dev.stator.cluster.change;

import dev.stator.cluster.table.PartitionTraits;

/**
 * Hears of partitions that are led on this node and have somebody to feed. Called on the
 * partitions' own executors, in order for each partition; returns at once.
 */
public interface ChangeListener {
  /** The partition is led here, or knows something else of its table than before. */
  void leads(long partition, PartitionTraits traits);

  /** More changes can be read. */
  void changed(long partition);

  /** The partition is not led here any more. */
  void leadsNoMore(long partition);

  /** Nobody listens. */
  ChangeListener NONE =
      new ChangeListener() {
        @Override
        public void leads(long partition, PartitionTraits traits) {}

        @Override
        public void changed(long partition) {}

        @Override
        public void leadsNoMore(long partition) {}
      };
}
