package dev.stator.cluster.table;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Tables that are deleted while their streams can still be read, for as long as records are kept.
 * Source: the API reference of DeleteTable and "Change data capture for DynamoDB Streams": a stream
 * goes into the state DISABLED, and is deleted after 24 hours.
 *
 * <p>What stays is a descriptor under a name that no user's table can have, so that the table's own
 * name is free, with status {@link TableStatus#DEPARTED}, the partitions without their items, and
 * the streams. When their time is over it is deleted as any table is.
 */
public final class DepartedTables {
  /** The setting of a table that is being deleted, or is, with the moment at which all may go. */
  private static final String UNTIL = "streamsUntil";

  /** No user's table has it in its name. */
  private static final String SEPARATOR = "/";

  private DepartedTables() {}

  /** Whether this is the name of what stays of a table. */
  public static boolean isDeparted(String name) {
    return name.contains(SEPARATOR);
  }

  /** What names of all that stays of tables of a name begin with. */
  static String prefix(String table) {
    return table + SEPARATOR;
  }

  /** The name that users know the table, or what stays of it, by. */
  public static String nameOf(TableDescriptor table) {
    int end = table.name().indexOf(SEPARATOR);
    return end < 0 ? table.name() : table.name().substring(0, end);
  }

  /** Since 1970, when nothing of the streams can be read any more; 0 when none stay. */
  public static long untilMs(TableDescriptor table) {
    String until = table.settings().get(UNTIL);
    return until == null ? 0 : Long.parseLong(until);
  }

  /** Whether the table is being deleted, and what stays of it is not put aside yet. */
  public static boolean departs(TableDescriptor table) {
    return table.status() == TableStatus.DELETING
        && untilMs(table) > 0
        && !isDeparted(table.name());
  }

  /** The table in the first step of its deletion: with its streams closed, if it has any. */
  public static TableDescriptor deleting(TableDescriptor table, long nowMs) {
    boolean stays =
        TableStreams.of(table.settings()).stream().anyMatch(stream -> !stream.gone(nowMs));
    if (!stays) {
      return table.withStatus(TableStatus.DELETING);
    }
    SortedMap<String, String> settings = TableStreams.closed(table.settings(), nowMs);
    settings.put(UNTIL, Long.toString(nowMs + TableStream.RETENTION_MS + 1));
    return changed(
        table, table.name(), TableStatus.DELETING, settings, table.indexes().withoutFeeds());
  }

  /** What stays of a table that departs. */
  public static TableDescriptor of(TableDescriptor table) {
    return changed(
        table,
        prefix(table.name()) + table.id(),
        TableStatus.DEPARTED,
        table.settings(),
        TableIndexes.NONE);
  }

  private static TableDescriptor changed(
      TableDescriptor table,
      String name,
      TableStatus status,
      Map<String, String> settings,
      TableIndexes indexes) {
    return new TableDescriptor(
        name,
        table.id(),
        table.keySchema(),
        status,
        table.createdMs(),
        table.onDemand(),
        table.billingChangedMs(),
        table.throughput(),
        false,
        new TreeMap<>(settings),
        table.partitions(),
        indexes,
        table.traitsVersion() + 1);
  }

  /** All that stays of tables of that name. */
  public static List<TableDescriptor> find(TableDirectory tables, String name) {
    return tables.under(prefix(name));
  }
}
