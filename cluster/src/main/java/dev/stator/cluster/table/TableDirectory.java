package dev.stator.cluster.table;

import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The tables this member knows of, by name. The partition of the system table is the authority; its
 * storage replica publishes every change here as it applies it, so a change that was acknowledged
 * is seen. Any thread may read.
 */
public final class TableDirectory {
  private final ConcurrentSkipListMap<String, TableDescriptor> tables =
      new ConcurrentSkipListMap<>();

  public @Nullable TableDescriptor find(String name) {
    return tables.get(name);
  }

  /**
   * Names of users' tables: up to {@code limit} after {@code after} (exclusive; empty for the
   * first), in order.
   */
  public List<String> names(String after, int limit) {
    return tables.tailMap(after, false).keySet().stream()
        .filter(name -> !LedgerTable.isHidden(name))
        .limit(limit)
        .toList();
  }

  /** All tables whose names begin with this and go on. */
  List<TableDescriptor> under(String prefix) {
    return tables.tailMap(prefix, false).values().stream()
        .takeWhile(table -> table.name().startsWith(prefix))
        .toList();
  }

  /** All tables, in order of their names. */
  public List<TableDescriptor> all() {
    return List.copyOf(tables.values());
  }

  public int size() {
    return tables.size();
  }

  public void publish(TableDescriptor table) {
    tables.put(table.name(), table);
  }

  public void withdraw(String name) {
    tables.remove(name);
  }
}
