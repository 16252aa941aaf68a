package dev.stator.model.json;

import dev.stator.model.AttributeValue;
import dev.stator.model.Binary;
import dev.stator.model.DynamoNumber;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/** Attribute values as typed JSON, such as {@code {"S":"text"}}. */
public final class AttributeValueJson {
  private AttributeValueJson() {}

  /** Writes an item or key: an object of typed values. */
  public static void write(JsonGenerator out, Map<String, AttributeValue> attributes) {
    out.writeStartObject();
    for (Map.Entry<String, AttributeValue> entry : attributes.entrySet()) {
      out.writeName(entry.getKey());
      write(out, entry.getValue());
    }
    out.writeEndObject();
  }

  /** Writes one typed value. */
  public static void write(JsonGenerator out, AttributeValue value) {
    out.writeStartObject();
    out.writeName(value.typeName());
    switch (value) {
      case AttributeValue.S text -> out.writeString(text.value());
      case AttributeValue.N number -> out.writeString(number.value().toString());
      case AttributeValue.B bytes -> out.writeBinary(bytes.value().bytes());
      case AttributeValue.Bool truth -> out.writeBoolean(truth.value());
      case AttributeValue.Null _ -> out.writeBoolean(true);
      case AttributeValue.M map -> write(out, map.value());
      case AttributeValue.L list -> {
        out.writeStartArray();
        list.value().forEach(element -> write(out, element));
        out.writeEndArray();
      }
      case AttributeValue.SS texts -> {
        out.writeStartArray();
        texts.value().forEach(out::writeString);
        out.writeEndArray();
      }
      case AttributeValue.NS numbers -> {
        out.writeStartArray();
        for (DynamoNumber number : numbers.value()) {
          out.writeString(number.toString());
        }
        out.writeEndArray();
      }
      case AttributeValue.BS all -> {
        out.writeStartArray();
        for (Binary binary : all.value()) {
          out.writeBinary(binary.bytes());
        }
        out.writeEndArray();
      }
    }
    out.writeEndObject();
  }
}
