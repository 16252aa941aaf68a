package dev.stator.cluster.table;

import dev.stator.model.ApiException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A table's time to live among its settings: the setting {@code TimeToLive}, with status, moment
 * and attribute. There is none where it never was enabled.
 *
 * <p>What a request wants travels as the setting {@code TimeToLiveSpecification}. It never gets
 * into a descriptor.
 */
public final class TableTimeToLive {
  /**
   * How long a change keeps others away. Source: the API reference of UpdateTimeToLive, "during
   * this one hour duration".
   */
  public static final long CHANGE_MS = 3_600_000L;

  private static final String NAME = "TimeToLive";
  private static final String WANTED = "TimeToLiveSpecification";
  private static final char ON = '+';
  private static final char OFF = '-';

  private TableTimeToLive() {}

  /** The time to live among a table's settings, or null when it never was enabled. */
  public static @Nullable TimeToLive of(Map<String, String> settings) {
    String text = settings.get(NAME);
    if (text == null) {
      return null;
    }
    String[] parts = text.split(" ", 3);
    try {
      return new TimeToLive(
          TimeToLive.Status.valueOf(parts[0]), parts[2], Long.parseLong(parts[1]));
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException wrong) {
      throw Fields.malformed(text);
    }
  }

  /** The attribute by which items expire, once partitions know of it; null for none. */
  public static @Nullable String attribute(Map<String, String> settings) {
    TimeToLive ttl = of(settings);
    return ttl != null && ttl.status().on() ? ttl.attribute() : null;
  }

  /** The settings of a request. */
  public static SortedMap<String, String> wanted(boolean enabled, String attribute) {
    return new TreeMap<>(Map.of(WANTED, (enabled ? ON : OFF) + attribute));
  }

  /** Whether a request's settings ask for a change. */
  public static boolean asked(Map<String, String> settings) {
    return settings.containsKey(WANTED);
  }

  /**
   * Carries out what the settings of a request want of the time to live, if they do.
   *
   * @param settings the table's, with the request's over them
   * @throws ApiException ValidationException when there is nothing to change, or the last change is
   *     too young
   */
  public static SortedMap<String, String> apply(SortedMap<String, String> settings, long nowMs) {
    String wanted = settings.get(WANTED);
    if (wanted == null) {
      return settings;
    }
    TreeMap<String, String> changed = new TreeMap<>(settings);
    changed.remove(WANTED);
    boolean on = wanted.charAt(0) == ON;
    String attribute = wanted.substring(1);
    TimeToLive now = of(settings);
    check(now, on, attribute);
    if (now != null && Math.abs(nowMs - now.changedMs()) < CHANGE_MS) {
      throw ApiException.validation(
          "Time to live has been modified multiple times within a fixed interval");
    }
    put(
        changed,
        new TimeToLive(
            on ? TimeToLive.Status.ENABLING : TimeToLive.Status.DISABLING, attribute, nowMs));
    return changed;
  }

  private static void check(@Nullable TimeToLive now, boolean on, String attribute) {
    boolean active = now != null && now.status().on();
    if (now != null && active && !now.attribute().equals(attribute)) {
      throw ApiException.validation(
          "TimeToLive is active on a different AttributeName: current AttributeName is "
              + now.attribute());
    }
    if (active == on) {
      throw ApiException.validation("TimeToLive is already " + (on ? "enabled" : "disabled"));
    }
  }

  /** The settings when all partitions know of the time to live. */
  public static SortedMap<String, String> settled(SortedMap<String, String> settings) {
    TimeToLive ttl = of(settings);
    if (ttl == null) {
      return settings;
    }
    TreeMap<String, String> changed = new TreeMap<>(settings);
    put(changed, ttl.settled());
    return changed;
  }

  private static void put(SortedMap<String, String> settings, TimeToLive ttl) {
    settings.put(NAME, ttl.status().name() + " " + ttl.changedMs() + " " + ttl.attribute());
  }
}
