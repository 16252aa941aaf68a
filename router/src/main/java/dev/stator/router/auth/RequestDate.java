package dev.stator.router.auth;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The date that a signature names, in seconds since 1970 and in the basic form that is signed.
 *
 * @param basic for example {@code 20150830T123600Z}
 */
record RequestDate(long epochSeconds, String basic) {
  private static final DateTimeFormatter BASIC =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT);

  static RequestDate parse(String text) {
    try {
      if (text.indexOf(' ') > 0) {
        Instant instant =
            ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
        return of(instant.getEpochSecond());
      }
      return new RequestDate(LocalDateTime.parse(text, BASIC).toEpochSecond(ZoneOffset.UTC), text);
    } catch (DateTimeException e) {
      throw SignatureParts.incomplete(
          "Date must be in ISO-8601 'basic format'. Got '"
              + text
              + "'. See http://en.wikipedia.org/wiki/ISO_8601");
    }
  }

  static RequestDate of(long epochSeconds) {
    return new RequestDate(
        epochSeconds, BASIC.format(LocalDateTime.ofEpochSecond(epochSeconds, 0, ZoneOffset.UTC)));
  }

  /** The day, as the scope of a credential names it. */
  String day() {
    return basic.substring(0, 8);
  }
}
