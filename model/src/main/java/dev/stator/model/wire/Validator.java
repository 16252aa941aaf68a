package dev.stator.model.wire;

import dev.stator.model.ApiException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks a decoded request against the constraints of the model and answers as the service does: up
 * to ten complaints in one message, each with the value, the path to it and the constraint.
 *
 * <p>One instance walks one request; a request without complaints allocates nothing but that and
 * the paths of its nested structures.
 */
public final class Validator {
  private final Complaints complaints = new Complaints();

  private Validator() {}

  /**
   * @throws ApiException ValidationException when the request breaks constraints
   */
  public static void check(Struct request) {
    requireTable(request);
    Validator validator = new Validator();
    validator.structure(request, null);
    validator.complaints.throwIfAny();
  }

  private static void requireTable(Struct request) {
    if (ServiceFacts.namesMissingTable(request.shape().name()) && !request.has("TableName")) {
      throw ApiException.validation(
          "The parameter 'TableName' is required but was not present in the request");
    }
  }

  private void structure(Struct struct, @Nullable Path at) {
    for (Member member : struct.shape().checked()) {
      Object value = struct.slot(member.ordinal());
      if (value != null) {
        value(member.target(), Flawed.unwrap(value), at, member.path());
      } else if (member.required() && !excused(struct, member)) {
        complaints.add(null, at, member.path(), Constraints.NOT_NULL);
      }
    }
  }

  private static boolean excused(Struct struct, Member member) {
    String unless = member.unless();
    return unless != null && struct.has(unless);
  }

  private void value(Shape shape, Object value, @Nullable Path at, String name) {
    switch (shape) {
      case Shape.Text _, Shape.Choice _, Shape.Whole _, Shape.TableName _ -> {
        if (Constraints.breaks(shape, value)) {
          Constraints.broken(shape, value, text -> complaints.add(value, at, name, text));
        }
      }
      case Shape.Sequence list -> sequence(list, (List<?>) value, at, name);
      case Shape.Dictionary map -> dictionary(map, (Map<?, ?>) value, at, name);
      case Shape.Structure _ -> structure((Struct) value, new Path(at, name));
      case Shape.Real _, Shape.Truth _, Shape.Moment _, Shape.Bytes _, Shape.Value _ -> {}
    }
  }

  private void sequence(Shape.Sequence shape, List<?> list, @Nullable Path at, String name) {
    if (!shape.length().contains(list.size())) {
      Constraints.length(shape.length(), list.size(), text -> complaints.add(list, at, name, text));
    }
    if (Constraints.scalar(shape.element())) {
      if (anyBroken(shape.element(), list)) {
        String all = Constraints.list(shape.element(), list.contains(null));
        complaints.add(list, at, name, "Member must satisfy constraint: " + all);
      }
    } else if (!(shape.element() instanceof Shape.Value)) {
      for (int i = 0; i < list.size(); i++) {
        element(shape.element(), list.get(i), new Path(new Path(at, name), String.valueOf(i + 1)));
      }
    }
  }

  private void element(Shape shape, @Nullable Object value, Path at) {
    if (value == null) {
      complaints.add(null, at, "member", Constraints.NOT_NULL);
    } else {
      value(shape, Flawed.unwrap(value), at, "member");
    }
  }

  private void dictionary(Shape.Dictionary shape, Map<?, ?> map, @Nullable Path at, String name) {
    if (!shape.length().contains(map.size())) {
      Constraints.length(shape.length(), map.size(), text -> complaints.add(map, at, name, text));
    }
    if (anyBroken(shape.key(), map.keySet())) {
      String all = Constraints.list(shape.key(), false);
      complaints.add(map, at, name, "Map keys must satisfy constraint: " + all);
    }
    if (shape.ofAttributes()) {
      return;
    }
    if (Constraints.scalar(shape.value()) || shape.value() instanceof Shape.Sequence) {
      if (anyBroken(shape.value(), map.values())) {
        String all = Constraints.list(shape.value(), map.containsValue(null));
        complaints.add(map, at, name, "Map value must satisfy constraint: " + all);
      }
    }
    if (!Constraints.scalar(shape.value())) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        inMap(shape.value(), entry, new Path(at, name));
      }
    }
  }

  /** The entries of a map; the bounds of lists in it were checked with the map. */
  private void inMap(Shape shape, Map.Entry<?, ?> entry, Path at) {
    Path path = new Path(at, String.valueOf(entry.getKey()));
    Object value = entry.getValue();
    if (shape instanceof Shape.Sequence list) {
      if (value instanceof List<?> elements) {
        sequence(
            new Shape.Sequence(list.name(), list.element(), Bounds.NONE), elements, path, "member");
      }
    } else {
      element(shape, value, path);
    }
  }

  private static boolean anyBroken(Shape shape, Iterable<?> values) {
    for (Object value : values) {
      if (value == null || Constraints.breaks(shape, value)) {
        return true;
      }
    }
    return false;
  }

  /** Where a value stands: names from the request inwards. */
  record Path(@Nullable Path parent, String name) {
    @Override
    public String toString() {
      return parent == null ? name : parent + "." + name;
    }
  }
}
