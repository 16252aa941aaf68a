package dev.stator.cluster.table;

import dev.stator.model.ApiException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A table's tags among its settings: each is a setting of its own. */
public final class TableTags {
  /** Tags of one resource. Source: the service's documentation on tagging restrictions. */
  public static final int TAGS_MAX = 50;

  private static final String PREFIX = "tag:";

  private TableTags() {}

  /** Tags as settings. */
  public static SortedMap<String, String> settings(Map<String, String> tags) {
    TreeMap<String, String> settings = new TreeMap<>();
    tags.forEach((key, value) -> settings.put(PREFIX + key, value));
    return settings;
  }

  /** The settings' names of these tags' keys. */
  static List<String> names(Collection<String> keys) {
    return keys.stream().map(key -> PREFIX + key).toList();
  }

  /** The tags among a table's settings, by key. */
  public static SortedMap<String, String> of(Map<String, String> settings) {
    TreeMap<String, String> tags = new TreeMap<>();
    settings.forEach((name, value) -> {
      if (isTag(name)) {
        tags.put(name.substring(PREFIX.length()), value);
      }
    });
    return tags;
  }

  static boolean isTag(String setting) {
    return setting.startsWith(PREFIX);
  }

  /**
   * @throws ApiException when there are more tags than a table may have
   */
  public static void checkCount(Map<String, String> settings) {
    if (settings.keySet().stream().filter(TableTags::isTag).count() > TAGS_MAX) {
      throw ApiException.validation(
          "Number of Tags exceed the current limit for the provided ResourceArn");
    }
  }
}
