package dev.stator.model.wire;

import dev.stator.model.ApiException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The broken constraints of one request, at most ten, as one message. */
final class Complaints {
  private static final int MAX = 10;

  private @Nullable List<String> all;

  void add(@Nullable Object value, Validator.@Nullable Path at, String name, String constraint) {
    if (all == null) {
      all = new ArrayList<>();
    }
    if (all.size() == MAX) {
      return;
    }
    String quoted = value == null ? "null" : "'" + ValueText.of(value) + "'";
    all.add(
        "Value "
            + quoted
            + " at '"
            + new Validator.Path(at, name)
            + "' failed to satisfy constraint: "
            + constraint);
  }

  void throwIfAny() {
    if (all != null) {
      String count = all.size() == 1 ? "1 validation error" : all.size() + " validation errors";
      throw ApiException.validation(count + " detected: " + String.join("; ", all));
    }
  }
}
