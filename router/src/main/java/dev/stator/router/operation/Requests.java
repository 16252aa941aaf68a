package dev.stator.router.operation;

import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.wire.Member;
import dev.stator.model.wire.Struct;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Members of requests that the model requires, or that mean nothing when they are absent. */
final class Requests {
  private Requests() {}

  /** Attribute values of a member that the model requires. */
  static Map<String, AttributeValue> attributes(Struct request, String member) {
    return Objects.requireNonNull(request.attributes(member), member);
  }

  /** Refuses an item with an attribute that has no name; the names inside values hold already. */
  static void checkNames(Map<String, AttributeValue> item) {
    if (item.containsKey("")) {
      throw ApiException.validation("Empty attribute name");
    }
  }

  /** A list of structures; empty when it is absent. */
  static List<Struct> structs(Struct request, String member) {
    List<Struct> given = request.structs(member);
    return given == null ? List.of() : given;
  }

  /** A list of keys; empty when it is absent. */
  static List<Map<String, AttributeValue>> attributeMaps(Struct request, String member) {
    List<Map<String, AttributeValue>> given = request.attributeMaps(member);
    return given == null ? List.of() : given;
  }

  /** A number of a member that the model requires. */
  static long number(Struct request, String member) {
    return Objects.requireNonNull(request.number(member), member);
  }

  /** Whether the member was given; false also when this structure has no such member. */
  static boolean given(Struct request, String name) {
    for (Member member : request.shape().members()) {
      if (member.name().equals(name)) {
        return request.has(name);
      }
    }
    return false;
  }
}
