package dev.stator.cluster.table;

import org.jspecify.annotations.Nullable;

/** What is to become of one global index. */
public sealed interface IndexChange {
  /** The index's name. */
  String name();

  /** Makes a new one, and fills it. */
  record Create(IndexSpec spec) implements IndexChange {
    @Override
    public String name() {
      return spec.definition().name();
    }
  }

  /**
   * Changes its capacity.
   *
   * @param readUnits null together with {@code writeUnits}, for no change
   * @param onDemandMax null for no change
   */
  record Update(
      String name,
      @Nullable Long readUnits,
      @Nullable Long writeUnits,
      @Nullable OnDemandMax onDemandMax)
      implements IndexChange {}

  /** Removes it, with everything in it. */
  record Delete(String name) implements IndexChange {}
}
