package dev.stator.cluster.table;

import dev.stator.model.ApiException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The warm throughput of a table and of its global indexes, among the table's settings: {@code
 * WarmThroughput} and {@code WarmThroughput:INDEX}, each as far as it is more than what the billing
 * mode gives. It only ever grows: with what is provisioned, and with what a request asks for.
 * Source: "Understanding DynamoDB warm throughput" in the service's documentation; the messages as
 * recorded of the service in the notes github.com/aws-controllers-k8s (ack-api-quirks, findings
 * DDB-TABLE-039, 061, 155 and 179).
 *
 * <p>What a request to change it wants travels as the setting {@code WarmThroughputWanted}. It
 * never gets into a descriptor.
 */
public final class TableWarmth {
  /** Of what is billed per request. Source: as above. */
  public static final Units ON_DEMAND = new Units(12_000, 4_000);

  private static final String NAME = "WarmThroughput";
  private static final String WANTED = "WarmThroughputWanted";
  private static final String OF_INDEX = ":";

  private TableWarmth() {}

  /**
   * Units per second.
   *
   * @param reads 0 where a request does not say
   * @param writes as for reads
   */
  public record Units(long reads, long writes) {
    /** The greater of each. */
    public Units max(Units other) {
      return new Units(Math.max(reads, other.reads), Math.max(writes, other.writes));
    }

    private String text() {
      return reads + " " + writes;
    }

    private static Units parse(String text) {
      int space = text.indexOf(' ');
      try {
        return new Units(
            Long.parseLong(text.substring(0, Math.max(space, 0))),
            Long.parseLong(text.substring(space + 1)));
      } catch (NumberFormatException wrong) {
        throw Fields.malformed(text);
      }
    }
  }

  /** Of a table. */
  public static Units of(TableDescriptor table) {
    return of(table.settings(), NAME, given(table.onDemand(), table.throughput()));
  }

  /** Of a global index. */
  public static Units of(TableDescriptor table, GlobalIndex index) {
    return of(table.settings(), name(index.name()), given(table.onDemand(), index.throughput()));
  }

  private static Units of(Map<String, String> settings, String name, Units given) {
    String set = settings.get(name);
    return set == null ? given : Units.parse(set).max(given);
  }

  /** What a billing mode gives. */
  public static Units given(boolean onDemand, Throughput provisioned) {
    return onDemand ? ON_DEMAND : new Units(provisioned.readUnits(), provisioned.writeUnits());
  }

  /**
   * The settings of a table that is to be made.
   *
   * @param index the index that it is of; null for the table
   */
  public static Map<String, String> created(@Nullable String index, Units units) {
    return Map.of(index == null ? NAME : name(index), units.text());
  }

  /** What the settings of a table that is to be made say; nothing where they say nothing. */
  public static Units asked(Map<String, String> settings, @Nullable String index) {
    return of(settings, index == null ? NAME : name(index), new Units(0, 0));
  }

  /** The settings of a request to change it; as {@link #created}. */
  public static Map<String, String> wanted(@Nullable String index, Units units) {
    return Map.of(index == null ? WANTED : WANTED + OF_INDEX + index, units.text());
  }

  /** What the settings of a request to change it say of an index; nothing where they do not. */
  public static Units wantedOf(Map<String, String> settings, String index) {
    return of(settings, WANTED + OF_INDEX + index, new Units(0, 0));
  }

  /** Whether a setting of a request is one of these. */
  public static boolean isWanted(String setting) {
    return setting.equals(WANTED) || setting.startsWith(WANTED + OF_INDEX);
  }

  private static String name(String index) {
    return NAME + OF_INDEX + index;
  }

  /**
   * Carries out what the settings of a request want, and has it grow with what is provisioned.
   *
   * @param before the table as it is
   * @param after the same with everything else of the change
   * @param settings the table's, with the request's over them
   * @throws ApiException ValidationException when it would have to shrink
   */
  public static SortedMap<String, String> apply(
      TableDescriptor before,
      boolean onDemand,
      Throughput throughput,
      TableIndexes after,
      SortedMap<String, String> settings) {
    TreeMap<String, String> changed = new TreeMap<>(settings);
    String wanted = changed.remove(WANTED);
    Units now = of(before);
    put(changed, NAME, "table", now, wanted, given(onDemand, throughput));
    for (GlobalIndex index : before.indexes().global()) {
      if (after.global(index.name()) == null) {
        changed.remove(name(index.name()));
      }
    }
    for (GlobalIndex index : after.global()) {
      wanted = changed.remove(WANTED + OF_INDEX + index.name());
      if (index.status() == IndexStatus.DELETING) {
        changed.remove(name(index.name()));
        continue;
      }
      Units given = given(onDemand, index.throughput());
      GlobalIndex same = before.indexes().global(index.name());
      boolean there = same != null && same.id() == index.id();
      put(
          changed,
          name(index.name()),
          "index " + index.name(),
          there && same != null ? of(before, same) : given,
          wanted,
          given);
    }
    changed.keySet().removeIf(TableWarmth::isWanted);
    return changed;
  }

  private static void put(
      SortedMap<String, String> settings,
      String name,
      String whose,
      Units now,
      @Nullable String wanted,
      Units given) {
    Units asked = wanted == null ? new Units(0, 0) : Units.parse(wanted);
    checkNoLess("ReadUnitsPerSecond", whose, asked.reads(), now.reads());
    checkNoLess("WriteUnitsPerSecond", whose, asked.writes(), now.writes());
    Units next = now.max(given).max(asked);
    if (next.equals(given)) {
      settings.remove(name);
    } else {
      settings.put(name, next.text());
    }
  }

  private static void checkNoLess(String member, String whose, long asked, long now) {
    if (asked != 0 && asked < now) {
      throw ApiException.validation(
          "One or more parameter values were invalid: Requested "
              + member
              + " for WarmThroughput for "
              + whose
              + " is lower than current WarmThroughput, decreasing WarmThroughput is not supported");
    }
  }
}
