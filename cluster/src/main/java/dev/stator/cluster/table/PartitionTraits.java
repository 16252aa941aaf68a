package dev.stator.cluster.table;

import dev.stator.base.Check;
import dev.stator.model.KeySchema;
import dev.stator.model.index.IndexDefinition;
import dev.stator.model.stream.StreamViewType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a partition of a table knows of its table: all that its writes depend on besides the item.
 * It is a row of the partition itself, set by an entry of its log, so that it is certain from which
 * write on it counts.
 *
 * @param version the table's {@link TableDescriptor#traitsVersion}, positive
 * @param tableName for those that look the table up, and for messages
 * @param local indexes in the order of their row kinds
 * @param global indexes that are fed
 * @param stream the one that is enabled; null for none
 * @param ttlAttribute by which items expire; null for none
 * @param departed whether the table is deleted, and the partition stays for its streams alone: it
 *     has no items then, and takes none
 */
public record PartitionTraits(
    long version,
    String tableName,
    KeySchema keySchema,
    List<IndexDefinition> local,
    List<Global> global,
    @Nullable Stream stream,
    @Nullable String ttlAttribute,
    boolean departed) {
  public PartitionTraits {
    Check.that(version > 0, "traits of version %d", version);
    local = List.copyOf(local);
    global = List.copyOf(global);
  }

  /** Of a table that is not being deleted. */
  public PartitionTraits(
      long version,
      String tableName,
      KeySchema keySchema,
      List<IndexDefinition> local,
      List<Global> global,
      @Nullable Stream stream,
      @Nullable String ttlAttribute) {
    this(version, tableName, keySchema, local, global, stream, ttlAttribute, false);
  }

  /** A global index by its id, which no other index of any table ever has. */
  public record Global(long id, IndexDefinition definition) {}

  /**
   * An enabled stream.
   *
   * @param id tells it from other streams of the table
   */
  public record Stream(long id, String label, StreamViewType view) {}

  /** What the partitions of a table as it is described have to know. */
  public static PartitionTraits of(TableDescriptor table) {
    TableStream stream = TableStreams.enabled(table.settings());
    return new PartitionTraits(
        table.traitsVersion(),
        table.name(),
        table.keySchema(),
        table.indexes().local(),
        table.indexes().global().stream()
            .filter(GlobalIndex::fed)
            .map(index -> new Global(index.id(), index.definition()))
            .toList(),
        stream == null ? null : new Stream(stream.createdMs(), stream.label(), stream.view()),
        TableTimeToLive.attribute(table.settings()),
        DepartedTables.departs(table));
  }

  /** The global index of an id, if it is fed. */
  public @Nullable Global global(long id) {
    for (Global index : global) {
      if (index.id() == id) {
        return index;
      }
    }
    return null;
  }

  /** Whether anybody is fed from the partition's changes. */
  public boolean keepsChanges() {
    return stream != null || !global.isEmpty();
  }

  /** Whether somebody has to know how items were before. */
  public boolean keepsOldImages() {
    return !global.isEmpty() || (stream != null && stream.view().hasOldImage());
  }

  /** Whether somebody has to know how items are afterwards. */
  public boolean keepsNewImages() {
    return !global.isEmpty() || (stream != null && stream.view().hasNewImage());
  }
}
