package dev.stator.cluster.wire;

import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.ScalarType;

/** Key attributes and schemas, as all messages have them. */
final class KeyCodec1 {
  private KeyCodec1() {}

  static void put(WireWriter out, KeySchema schema) {
    put(out, schema.partitionKey());
    KeyAttribute sortKey = schema.sortKey();
    out.bool(sortKey != null);
    if (sortKey != null) {
      put(out, sortKey);
    }
  }

  static KeySchema schema(WireReader in) {
    KeyAttribute partitionKey = attribute(in);
    return new KeySchema(partitionKey, in.bool() ? attribute(in) : null);
  }

  static void put(WireWriter out, KeyAttribute attribute) {
    out.u8(code(attribute.type()));
    out.longText(attribute.name());
  }

  static KeyAttribute attribute(WireReader in) {
    ScalarType type = scalarType(in.u8());
    return new KeyAttribute(in.longText(), type);
  }

  static int code(ScalarType type) {
    return switch (type) {
      case S -> 1;
      case N -> 2;
      case B -> 3;
    };
  }

  static ScalarType scalarType(int code) {
    return switch (code) {
      case 1 -> ScalarType.S;
      case 2 -> ScalarType.N;
      case 3 -> ScalarType.B;
      default -> throw new MalformedMessageException("a key type of code " + code);
    };
  }
}
