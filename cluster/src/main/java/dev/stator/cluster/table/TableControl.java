package dev.stator.cluster.table;

import dev.stator.model.ApiException;
import dev.stator.model.KeySchema;
import dev.stator.model.index.IndexDefinition;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the request router asks of AutoAdmin. Each call answers once its first step is committed;
 * the rest goes on behind, and resumes after a crash.
 */
public interface TableControl {
  /** Begins to create a table; answers with it in status CREATING. */
  void create(TableSpec spec, Consumer<Outcome> reply);

  /** Begins to change a table; answers with it in status UPDATING. */
  void update(TableChange change, Consumer<Outcome> reply);

  /** Begins to delete a table; answers with it in status DELETING. */
  void delete(String tableName, Consumer<Outcome> reply);

  /**
   * Which of these partitions are gone for good.
   *
   * @param reply gets none when nobody knows just now
   */
  void gone(List<Long> partitions, Consumer<List<Long>> reply);

  /**
   * A table to be made. All fields are checked already.
   *
   * @param readUnits provisioned units per second; 0 when on demand
   * @param settings as in {@link TableDescriptor#settings}
   */
  record TableSpec(
      String name,
      KeySchema keySchema,
      boolean onDemand,
      long readUnits,
      long writeUnits,
      boolean deletionProtection,
      SortedMap<String, String> settings,
      List<IndexDefinition> localIndexes,
      List<IndexSpec> globalIndexes) {
    public TableSpec {
      localIndexes = List.copyOf(localIndexes);
      globalIndexes = List.copyOf(globalIndexes);
    }

    /** A table without indexes. */
    public TableSpec(
        String name,
        KeySchema keySchema,
        boolean onDemand,
        long readUnits,
        long writeUnits,
        boolean deletionProtection,
        SortedMap<String, String> settings) {
      this(
          name,
          keySchema,
          onDemand,
          readUnits,
          writeUnits,
          deletionProtection,
          settings,
          List.of(),
          List.of());
    }
  }

  /**
   * What is to change of a table; null means no change.
   *
   * @param settings settings to set; those not named stay
   * @param removed names of settings to take away
   * @param indexes at most one for each global index
   */
  record TableChange(
      String name,
      @Nullable Boolean onDemand,
      @Nullable Long readUnits,
      @Nullable Long writeUnits,
      @Nullable Boolean deletionProtection,
      SortedMap<String, String> settings,
      List<String> removed,
      List<IndexChange> indexes) {
    public TableChange {
      removed = List.copyOf(removed);
      indexes = List.copyOf(indexes);
    }

    /** A change that leaves indexes alone. */
    public TableChange(
        String name,
        @Nullable Boolean onDemand,
        @Nullable Long readUnits,
        @Nullable Long writeUnits,
        @Nullable Boolean deletionProtection,
        SortedMap<String, String> settings,
        List<String> removed) {
      this(name, onDemand, readUnits, writeUnits, deletionProtection, settings, removed, List.of());
    }

    /** A change that takes no setting away, and leaves indexes alone. */
    public TableChange(
        String name,
        @Nullable Boolean onDemand,
        @Nullable Long readUnits,
        @Nullable Long writeUnits,
        @Nullable Boolean deletionProtection,
        SortedMap<String, String> settings) {
      this(name, onDemand, readUnits, writeUnits, deletionProtection, settings, List.of());
    }

    /** A change of tags alone. */
    public static TableChange ofTags(
        String name, Map<String, String> set, Collection<String> removed) {
      return new TableChange(
          name, null, null, null, null, TableTags.settings(set), TableTags.names(removed));
    }

    /** Whether this changes nothing but tags: then the table stays active all the while. */
    public boolean onlyTags() {
      return !(settings.isEmpty() && removed.isEmpty())
          && onDemand == null
          && readUnits == null
          && writeUnits == null
          && deletionProtection == null
          && indexes.isEmpty()
          && settings.keySet().stream().allMatch(TableTags::isTag)
          && removed.stream().allMatch(TableTags::isTag);
    }

    /**
     * The settings of {@code table} with this change's over them.
     *
     * @throws ApiException when the table would have too many tags
     */
    public SortedMap<String, String> over(Map<String, String> table) {
      TreeMap<String, String> all = new TreeMap<>(table);
      all.putAll(settings);
      removed.forEach(all::remove);
      TableTags.checkCount(all);
      return all;
    }
  }

  /** How a call ended. */
  sealed interface Outcome {
    /** The first step is committed. */
    record Begun(TableDescriptor table) implements Outcome {}

    /** Nothing was done, or its outcome is unknown ({@code INTERNAL}). */
    record Refused(ApiException error) implements Outcome {}
  }
}
