package dev.stator.lab.bench;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * The item that every workload uses: eleven attributes and about 900 B by DynamoDB's own count
 * (names and values), {@code {pk, field0..field7, visits, active}}.
 */
final class BenchItem {
  static final int FIELDS = 8;
  static final int FIELD_BYTES = 102;

  /** Stands in a template where {@link #key} goes; of the same length. */
  static final String KEY_MARK = "user##########";

  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  private BenchItem() {}

  /** The partition key of an item: {@code user} and ten digits. */
  static String key(int number) {
    String digits = Integer.toString(number);
    return "user" + "0".repeat(10 - digits.length()) + digits;
  }

  /** The item as DynamoDB JSON, with incompressible fields. */
  static String json(String key, SplittableRandom random) {
    StringBuilder json = new StringBuilder(1200);
    json.append("{\"pk\":{\"S\":\"").append(key).append("\"}");
    for (int field = 0; field < FIELDS; field++) {
      json.append(",\"field").append(field).append("\":{\"S\":\"");
      appendLetters(json, random);
      json.append("\"}");
    }
    json.append(",\"visits\":{\"N\":\"").append(100_000 + random.nextInt(900_000));
    return json.append("\"},\"active\":{\"BOOL\":true}}").toString();
  }

  /** A value for one field. */
  static String fieldValue(SplittableRandom random) {
    StringBuilder value = new StringBuilder(FIELD_BYTES);
    appendLetters(value, random);
    return value.toString();
  }

  /** A text of as many letters as the buffer is long, quickly. */
  static String letters(byte[] buffer, SplittableRandom random) {
    for (int i = 0; i < buffer.length; i++) {
      buffer[i] = (byte) LETTERS.charAt(random.nextInt(LETTERS.length()));
    }
    return new String(buffer, StandardCharsets.US_ASCII);
  }

  private static void appendLetters(StringBuilder into, SplittableRandom random) {
    for (int i = 0; i < FIELD_BYTES; i++) {
      into.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
  }
}
