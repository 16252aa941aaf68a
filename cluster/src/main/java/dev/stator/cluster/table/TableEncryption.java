package dev.stator.cluster.table;

import dev.stator.model.ApiException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The key that a table is to be encrypted with, among its settings: {@code SSESpecification}, the
 * key as it was given, or nothing for the default one. There is none for a table that is to be
 * encrypted as all are. The messages are those recorded of the service in the notes
 * github.com/aws-controllers-k8s (ack-api-quirks, findings DDB-TABLE-079, 437 and 442).
 *
 * <p>What a request to change it wants travels as the setting {@code SSESpecificationWanted}, with
 * a plus before the key, or a minus to do without. It never gets into a descriptor.
 */
public final class TableEncryption {
  private static final String INVALID = "One or more parameter values were invalid: ";
  private static final String NAME = "SSESpecification";
  private static final String WANTED = "SSESpecificationWanted";
  private static final String ON = "+";
  private static final String OFF = "-";

  private TableEncryption() {}

  /** The key that is asked for; empty for the default one; null when none is. */
  public static @Nullable String key(Map<String, String> settings) {
    return settings.get(NAME);
  }

  /** The settings of a table that is to be made. */
  public static Map<String, String> created(@Nullable String key) {
    return Map.of(NAME, key == null ? "" : key);
  }

  /** The settings of a request to change it. */
  public static Map<String, String> wanted(boolean enabled, @Nullable String key) {
    return Map.of(WANTED, enabled ? ON + (key == null ? "" : key) : OFF);
  }

  /** Whether a setting of a request is this. */
  public static boolean isWanted(String setting) {
    return setting.equals(WANTED);
  }

  /**
   * Carries out what the settings of a request want of it.
   *
   * @param settings the table's, with the request's over them
   * @throws ApiException ValidationException when it is so already
   */
  public static SortedMap<String, String> apply(SortedMap<String, String> settings) {
    String wanted = settings.get(WANTED);
    if (wanted == null) {
      return settings;
    }
    TreeMap<String, String> changed = new TreeMap<>(settings);
    changed.remove(WANTED);
    String now = key(settings);
    if (wanted.equals(OFF)) {
      if (now == null) {
        throw ApiException.validation(INVALID + "Table is already encrypted by default");
      }
      changed.remove(NAME);
      return changed;
    }
    String key = wanted.substring(ON.length());
    if (!key.isEmpty() && key.equals(now)) {
      throw ApiException.validation(
          INVALID
              + "Table is already encrypted with given KMSMasterKeyId. Use KMSMasterKeyId parameter"
              + " if you want to change Master Key");
    }
    changed.put(NAME, key);
    return changed;
  }
}
