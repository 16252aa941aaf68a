package dev.stator.cluster.table;

import dev.stator.cluster.table.TableControl.TableSpec;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.ScalarType;
import java.util.TreeMap;

/**
 * The table in which routers keep what they must not forget of transactions. It is made when the
 * first transaction is asked for. It is no table of a user: it is not listed, not found, and does
 * not count.
 */
public final class LedgerTable {
  public static final String NAME = "stator.ledger";

  /** As many partitions as an on-demand table has: each transaction writes here a few times. */
  public static final TableSpec SPEC =
      new TableSpec(
          NAME,
          new KeySchema(new KeyAttribute("id", ScalarType.B), null),
          true,
          0,
          0,
          true,
          new TreeMap<>());

  private LedgerTable() {}

  /** Whether a table is none of a user's. */
  public static boolean isHidden(String tableName) {
    return tableName.equals(NAME) || DepartedTables.isDeparted(tableName);
  }
}
