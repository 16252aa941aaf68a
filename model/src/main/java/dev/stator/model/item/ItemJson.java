package dev.stator.model.item;

import dev.stator.model.AttributeValue;
import dev.stator.model.Binary;
import dev.stator.model.DynamoNumber;
import dev.stator.model.Item;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/**
 * Writes items as the service's JSON: {@code {"name":{"S":"..."},...}}.
 *
 * <p>Encoded items need a generator that writes UTF-8 bytes with the default escapes, as those made
 * over an {@code OutputStream} are; objects go to any generator.
 */
public final class ItemJson {
  private ItemJson() {}

  /**
   * Writes an encoded item without making objects of it. Text goes out as it was stored, without a
   * second look at its UTF-8.
   *
   * @throws CorruptItemException when the bytes are no item; the generator is then of no more use
   */
  public static void write(JsonGenerator out, byte[] encoded, int offset, int length) {
    new Transcoder(out, new ItemReader(encoded, offset, length)).item();
  }

  /** As {@link #write(JsonGenerator, byte[], int, int)}. */
  public static void write(JsonGenerator out, ItemView item) {
    write(out, item.bytes(), item.offset(), item.length());
  }

  public static void write(JsonGenerator out, Item item) {
    entries(out, item.attributes());
  }

  public static void write(JsonGenerator out, AttributeValue value) {
    out.writeStartObject();
    switch (value) {
      case AttributeValue.S s -> {
        out.writeName(JsonTypes.S);
        out.writeString(s.value());
      }
      case AttributeValue.N n -> {
        out.writeName(JsonTypes.N);
        out.writeString(n.value().toString());
      }
      case AttributeValue.B b -> {
        out.writeName(JsonTypes.B);
        out.writeBinary(b.value().bytes());
      }
      case AttributeValue.Bool bool -> {
        out.writeName(JsonTypes.BOOL);
        out.writeBoolean(bool.value());
      }
      case AttributeValue.Null _ -> {
        out.writeName(JsonTypes.NULL);
        out.writeBoolean(true);
      }
      case AttributeValue.M m -> {
        out.writeName(JsonTypes.M);
        entries(out, m.value());
      }
      case AttributeValue.L l -> elements(out, l);
      case AttributeValue.SS set -> texts(out, set);
      case AttributeValue.NS set -> numbers(out, set);
      case AttributeValue.BS set -> binaries(out, set);
    }
    out.writeEndObject();
  }

  private static void entries(JsonGenerator out, Map<String, AttributeValue> entries) {
    out.writeStartObject();
    for (Map.Entry<String, AttributeValue> entry : entries.entrySet()) {
      out.writeName(entry.getKey());
      write(out, entry.getValue());
    }
    out.writeEndObject();
  }

  private static void elements(JsonGenerator out, AttributeValue.L list) {
    out.writeName(JsonTypes.L);
    out.writeStartArray();
    for (AttributeValue element : list.value()) {
      write(out, element);
    }
    out.writeEndArray();
  }

  private static void texts(JsonGenerator out, AttributeValue.SS set) {
    out.writeName(JsonTypes.SS);
    out.writeStartArray();
    for (String text : set.value()) {
      out.writeString(text);
    }
    out.writeEndArray();
  }

  private static void numbers(JsonGenerator out, AttributeValue.NS set) {
    out.writeName(JsonTypes.NS);
    out.writeStartArray();
    for (DynamoNumber number : set.value()) {
      out.writeString(number.toString());
    }
    out.writeEndArray();
  }

  private static void binaries(JsonGenerator out, AttributeValue.BS set) {
    out.writeName(JsonTypes.BS);
    out.writeStartArray();
    for (Binary binary : set.value()) {
      out.writeBinary(binary.bytes());
    }
    out.writeEndArray();
  }
}
