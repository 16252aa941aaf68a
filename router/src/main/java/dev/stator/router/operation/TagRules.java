package dev.stator.router.operation;

import dev.stator.model.ApiException;
import dev.stator.model.wire.Struct;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What the service asks of tags beyond its model, and in which words. Pure. */
final class TagRules {
  private static final Pattern ALLOWED = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");
  private static final String RESERVED = "aws:";

  private TagRules() {}

  /**
   * Tags by key.
   *
   * @throws ApiException when a key or value has characters that tags have not, is reserved, or
   *     comes twice
   */
  static Map<String, String> tags(List<Struct> tags) {
    Map<String, String> found = new LinkedHashMap<>();
    for (Struct tag : tags) {
      String key = tag.requiredString("Key");
      String value = tag.requiredString("Value");
      checkKey(key);
      if (!ALLOWED.matcher(value).matches()) {
        throw ApiException.validation("The Tag Value provided is invalid, Value: " + value);
      }
      if (found.put(key, value) != null) {
        throw ApiException.validation(
            "Duplicate Tag Keys provided as input: Duplicate Tag Key found " + key);
      }
    }
    return found;
  }

  /** As {@link #tags}, for keys alone. */
  static Set<String> keys(List<String> keys) {
    Set<String> found = new LinkedHashSet<>();
    for (String key : keys) {
      checkKey(key);
      found.add(key);
    }
    return found;
  }

  private static void checkKey(String key) {
    if (!ALLOWED.matcher(key).matches()) {
      throw ApiException.validation("The Tag Key provided is invalid, Key: " + key);
    }
    if (key.startsWith(RESERVED)) {
      throw ApiException.validation("Tag Key cannot be prefixed with aws:, Key: " + key);
    }
  }
}
