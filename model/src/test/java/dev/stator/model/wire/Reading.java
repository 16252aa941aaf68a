package dev.stator.model.wire;

import java.util.List;
import java.util.Map;

/** Reads every member of a request as a handler would. */
final class Reading {
  private Reading() {}

  static void all(Struct struct) {
    for (Member member : struct.shape().members()) {
      if (struct.has(member.name())) {
        read(struct, member);
      }
    }
  }

  private static void read(Struct struct, Member member) {
    String name = member.name();
    switch (member.target()) {
      case Shape.Text _, Shape.Choice _, Shape.TableName _ -> struct.string(name);
      case Shape.Whole _ -> struct.number(name);
      case Shape.Real _, Shape.Moment _ -> struct.real(name);
      case Shape.Truth _ -> struct.bool(name);
      case Shape.Bytes _ -> struct.bytes(name);
      case Shape.Value _ -> struct.value(name);
      case Shape.Structure _ -> all(struct.struct(name));
      case Shape.Dictionary map -> {
        if (map.ofAttributes()) {
          struct.attributes(name);
        } else {
          deep(struct.slot(member.ordinal()));
        }
      }
      case Shape.Sequence list -> {
        if (list.element() instanceof Shape.Value) {
          struct.values(name);
        } else if (list.element() instanceof Shape.Dictionary) {
          struct.attributeMaps(name);
        } else {
          deep(struct.slot(member.ordinal()));
        }
      }
    }
  }

  private static void deep(Object value) {
    switch (value) {
      case Struct struct -> all(struct);
      case List<?> list -> list.forEach(Reading::deep);
      case Map<?, ?> map -> map.values().forEach(Reading::deep);
      default -> {}
    }
  }
}
