package dev.stator.cluster.table;

import dev.stator.model.index.IndexDefinition;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The secondary indexes of a table.
 *
 * @param local in the order in which they were defined, which is that of their row kinds, for ever
 * @param global in the order in which they came
 */
public record TableIndexes(List<IndexDefinition> local, List<GlobalIndex> global) {
  public static final TableIndexes NONE = new TableIndexes(List.of(), List.of());

  public TableIndexes {
    local = List.copyOf(local);
    global = List.copyOf(global);
  }

  public boolean isEmpty() {
    return local.isEmpty() && global.isEmpty();
  }

  /** Whether no global index is on its way from one status to another. */
  public boolean idle() {
    return global.stream().allMatch(index -> index.status() == IndexStatus.ACTIVE);
  }

  /** The place of a local index among the local ones, or -1. */
  public int localIndex(String name) {
    for (int i = 0; i < local.size(); i++) {
      if (local.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }

  public @Nullable GlobalIndex global(String name) {
    for (GlobalIndex index : global) {
      if (index.name().equals(name)) {
        return index;
      }
    }
    return null;
  }

  /** The definitions of all, the local ones first. */
  public List<IndexDefinition> definitions() {
    List<IndexDefinition> all = new ArrayList<>(local);
    global.forEach(index -> all.add(index.definition()));
    return all;
  }

  /** The same with one global index, which is there by its id, in another state. */
  public TableIndexes with(GlobalIndex changed) {
    return new TableIndexes(
        local, global.stream().map(index -> index.id() == changed.id() ? changed : index).toList());
  }

  public TableIndexes plus(GlobalIndex added) {
    List<GlobalIndex> all = new ArrayList<>(global);
    all.add(added);
    return new TableIndexes(local, all);
  }

  public TableIndexes without(long id) {
    return new TableIndexes(local, global.stream().filter(index -> index.id() != id).toList());
  }

  /** The same with one of their partitions under another id, if it is there. */
  TableIndexes renewed(long partition, long fresh) {
    return new TableIndexes(
        local, global.stream().map(index -> index.renewed(partition, fresh)).toList());
  }

  /** The same with all global indexes going. */
  TableIndexes withoutFeeds() {
    return new TableIndexes(
        local, global.stream().map(index -> index.with(IndexStatus.DELETING, false)).toList());
  }

  /** The same with all global indexes active, as a table is that has just been created. */
  TableIndexes active() {
    return new TableIndexes(
        local, global.stream().map(index -> index.with(IndexStatus.ACTIVE, false)).toList());
  }
}
