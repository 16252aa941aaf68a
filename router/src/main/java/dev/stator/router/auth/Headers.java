package dev.stator.router.auth;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Small helpers over the headers of a request. */
final class Headers {
  private Headers() {}

  /**
   * The first value of a header without white space around it; null when there is none or it is
   * blank.
   */
  static @Nullable String first(SignedRequest request, String name) {
    List<String> values = request.headers(name);
    if (values.isEmpty()) {
      return null;
    }
    String value = values.getFirst().strip();
    return value.isEmpty() ? null : value;
  }
}
