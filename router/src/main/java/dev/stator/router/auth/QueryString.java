package dev.stator.router.auth;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Query strings: read leniently, written back in the one canonical form that is signed. */
final class QueryString {
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private QueryString() {}

  private record Parameter(String name, String value) {}

  /** Decoded parameters; the first value of each name. */
  static Map<String, String> firstValues(String uri) {
    Map<String, String> values = new LinkedHashMap<>();
    for (Parameter parameter : parameters(uri)) {
      values.putIfAbsent(parameter.name, parameter.value);
    }
    return values;
  }

  /** The canonical query: encoded, sorted by name and value, without the signature itself. */
  static String canonical(String uri) {
    List<Parameter> encoded = new ArrayList<>();
    for (Parameter parameter : parameters(uri)) {
      if (!parameter.name.equals("X-Amz-Signature")) {
        encoded.add(new Parameter(encode(parameter.name, false), encode(parameter.value, false)));
      }
    }
    encoded.sort(Comparator.comparing(Parameter::name).thenComparing(Parameter::value));
    StringBuilder out = new StringBuilder();
    for (Parameter parameter : encoded) {
      if (!out.isEmpty()) {
        out.append('&');
      }
      out.append(parameter.name).append('=').append(parameter.value);
    }
    return out.toString();
  }

  /** Percent-encodes all but unreserved characters, and slashes where they are kept. */
  static String encode(String text, boolean keepSlash) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xFF);
      if (isUnreserved(c) || (keepSlash && c == '/')) {
        out.append(c);
      } else {
        out.append('%').append(HEX[(b >> 4) & 0xF]).append(HEX[b & 0xF]);
      }
    }
    return out.toString();
  }

  private static List<Parameter> parameters(String uri) {
    int question = uri.indexOf('?');
    List<Parameter> found = new ArrayList<>();
    if (question < 0) {
      return found;
    }
    int at = question + 1;
    while (at <= uri.length()) {
      int end = uri.indexOf('&', at);
      if (end < 0) {
        end = uri.length();
      }
      if (end > at) {
        int equals = uri.indexOf('=', at);
        boolean hasValue = equals >= 0 && equals < end;
        String name = decode(uri.substring(at, hasValue ? equals : end));
        String value = hasValue ? decode(uri.substring(equals + 1, end)) : "";
        found.add(new Parameter(name, value));
      }
      at = end + 1;
    }
    return found;
  }

  private static String decode(String text) {
    if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
      return text;
    }
    byte[] raw = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream(raw.length);
    for (int i = 0; i < raw.length; i++) {
      int high = raw[i] == '%' && i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
      int low = high >= 0 ? Character.digit(raw[i + 2], 16) : -1;
      if (low >= 0) {
        out.write((high << 4) | low);
        i += 2;
      } else {
        out.write(raw[i] == '+' ? ' ' : raw[i]);
      }
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static boolean isUnreserved(char c) {
    return (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_'
        || c == '.'
        || c == '~';
  }
}
