package dev.stator.cluster.table;

import dev.stator.model.ApiException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The most that a table billed per request is to take, among its settings: {@code
 * OnDemandThroughput}, with units for reads and writes. There is none where nothing was ever said,
 * or the table is provisioned.
 *
 * <p>What a request to change it wants travels as the setting {@code OnDemandThroughputWanted}. It
 * never gets into a descriptor.
 */
public final class TableOnDemandMax {
  private static final String NAME = "OnDemandThroughput";
  private static final String WANTED = "OnDemandThroughputWanted";

  private TableOnDemandMax() {}

  /** What is said of a table. */
  public static OnDemandMax of(Map<String, String> settings) {
    return parse(settings.get(NAME));
  }

  /** The settings of a table that is to be made. */
  public static Map<String, String> created(OnDemandMax max) {
    return max.equals(OnDemandMax.NONE) ? Map.of() : Map.of(NAME, text(max));
  }

  /** The settings of a request to change it. */
  public static Map<String, String> wanted(OnDemandMax max) {
    return Map.of(WANTED, text(max));
  }

  /** Whether a setting of a request is this. */
  public static boolean isWanted(String setting) {
    return setting.equals(WANTED);
  }

  /**
   * Carries out what the settings of a request want of it.
   *
   * @param settings the table's, with the request's over them
   * @throws ApiException ValidationException for a table that is provisioned
   */
  public static SortedMap<String, String> apply(
      boolean onDemand, SortedMap<String, String> settings) {
    TreeMap<String, String> changed = new TreeMap<>(settings);
    String wanted = changed.remove(WANTED);
    if (wanted != null) {
      OnDemandMax max = parse(wanted);
      if (!onDemand) {
        throw ApiException.validation(
            "One or more parameter values were invalid: "
                + (max.readUnits() != 0 ? "MaxReadRequestUnits" : "MaxWriteRequestUnits")
                + " for OnDemandThroughput cannot be specified when the table BillingMode is"
                + " PROVISIONED");
      }
      changed.put(NAME, text(of(settings).changed(max)));
    }
    if (!onDemand) {
      changed.remove(NAME);
    }
    return changed;
  }

  private static String text(OnDemandMax max) {
    return max.readUnits() + " " + max.writeUnits();
  }

  private static OnDemandMax parse(@Nullable String text) {
    if (text == null) {
      return OnDemandMax.NONE;
    }
    int space = text.indexOf(' ');
    try {
      return new OnDemandMax(
          Long.parseLong(text.substring(0, Math.max(space, 0))),
          Long.parseLong(text.substring(space + 1)));
    } catch (NumberFormatException wrong) {
      throw Fields.malformed(text);
    }
  }
}
