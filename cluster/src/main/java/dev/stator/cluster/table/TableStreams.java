package dev.stator.cluster.table;

import dev.stator.model.ApiException;
import dev.stator.model.stream.StreamLabel;
import dev.stator.model.stream.StreamViewType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A table's streams among its settings: each is a setting of its own, {@code stream:LABEL}, with
 * its view type and the moment at which it was disabled. A disabled stream stays for as long as its
 * records are kept, and the latest one until there is another.
 *
 * <p>What a request wants of the stream travels as the setting {@code StreamSpecification}: a view
 * type, or nothing to disable. It never gets into a descriptor.
 */
public final class TableStreams {
  private static final String PREFIX = "stream:";
  private static final String WANTED = "StreamSpecification";
  private static final String DISABLE = "";

  private TableStreams() {}

  /** All streams, the oldest first. */
  public static List<TableStream> of(Map<String, String> settings) {
    List<TableStream> streams = new ArrayList<>();
    new TreeMap<>(settings)
        .forEach((name, value) -> {
          if (name.startsWith(PREFIX)) {
            streams.add(stream(name.substring(PREFIX.length()), value));
          }
        });
    return streams;
  }

  /** The stream that was enabled last, or null when there never was one. */
  public static @Nullable TableStream latest(Map<String, String> settings) {
    List<TableStream> streams = of(settings);
    return streams.isEmpty() ? null : streams.getLast();
  }

  /** The stream that is enabled, or null. */
  public static @Nullable TableStream enabled(Map<String, String> settings) {
    TableStream latest = latest(settings);
    return latest != null && latest.enabled() ? latest : null;
  }

  /** The settings of a request that enables a stream. */
  public static Map<String, String> wanted(StreamViewType view) {
    return Map.of(WANTED, view.name());
  }

  /** The settings of a request that disables the stream. */
  public static Map<String, String> unwanted() {
    return Map.of(WANTED, DISABLE);
  }

  /** Whether a request's settings say something about the stream. */
  public static boolean asked(Map<String, String> settings) {
    return settings.containsKey(WANTED);
  }

  /**
   * Carries out what the settings of a request want of the stream, if they do.
   *
   * @param settings the table's, with the request's over them
   * @throws ApiException ValidationException when there is a stream already, or none
   */
  public static SortedMap<String, String> apply(
      String table, SortedMap<String, String> settings, long nowMs) {
    String wanted = settings.get(WANTED);
    if (wanted == null) {
      return settings;
    }
    TreeMap<String, String> changed = new TreeMap<>(settings);
    changed.remove(WANTED);
    TableStream latest = latest(settings);
    boolean enabled = latest != null && latest.enabled();
    if (wanted.equals(DISABLE)) {
      if (latest == null || !enabled) {
        throw ApiException.validation("Table has no stream to disable: TableName: " + table);
      }
      long disabledMs = Math.max(nowMs, latest.createdMs());
      put(changed, new TableStream(latest.createdMs(), latest.view(), disabledMs));
      return changed;
    }
    if (enabled) {
      throw ApiException.validation("Table already has an enabled stream: TableName: " + table);
    }
    of(settings).stream()
        .filter(stream -> stream.gone(nowMs))
        .forEach(stream -> changed.remove(PREFIX + stream.label()));
    // A clock that was set back must not give a label twice, nor one before another.
    long createdMs = latest == null ? nowMs : Math.max(nowMs, latest.createdMs() + 1);
    put(changed, new TableStream(createdMs, StreamViewType.valueOf(wanted), 0));
    return changed;
  }

  /** The settings with the stream disabled, if one is enabled. */
  static SortedMap<String, String> closed(Map<String, String> settings, long nowMs) {
    TreeMap<String, String> changed = new TreeMap<>(settings);
    TableStream enabled = enabled(settings);
    if (enabled != null) {
      long disabledMs = Math.max(nowMs, enabled.createdMs());
      put(changed, new TableStream(enabled.createdMs(), enabled.view(), disabledMs));
    }
    return changed;
  }

  private static void put(SortedMap<String, String> settings, TableStream stream) {
    settings.put(PREFIX + stream.label(), stream.view().name() + " " + stream.disabledMs());
  }

  private static TableStream stream(String label, String value) {
    try {
      int space = value.indexOf(' ');
      return new TableStream(
          StreamLabel.ms(label),
          StreamViewType.valueOf(value.substring(0, Math.max(space, 0))),
          Long.parseLong(value.substring(space + 1)));
    } catch (IllegalArgumentException wrong) {
      throw Fields.malformed(label + ": " + value);
    }
  }
}
