package dev.stator.model.stream;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;

/**
 * The label of a stream: the moment at which it was asked for, in ms, as the service writes it,
 * such as {@code 2026-11-27T10:10:17.919}. The moment also serves as the stream's number.
 */
public final class StreamLabel {
  private static final DateTimeFormatter FORM =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd'T'HH:mm:ss.SSS")
          .toFormatter(java.util.Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  private StreamLabel() {}

  /** The label for a moment in ms since 1970, of the years 0 to 9999. */
  public static String of(long ms) {
    return FORM.format(LocalDateTime.ofInstant(Instant.ofEpochMilli(ms), ZoneOffset.UTC));
  }

  /** The moment in ms since 1970, or -1 when this is the label of no stream. */
  public static long ms(String label) {
    try {
      return LocalDateTime.parse(label, FORM).toInstant(ZoneOffset.UTC).toEpochMilli();
    } catch (DateTimeException none) {
      return -1;
    }
  }
}
