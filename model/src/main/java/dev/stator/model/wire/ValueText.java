package dev.stator.model.wire;

import dev.stator.model.AttributeValue;
import dev.stator.model.Binary;
import dev.stator.model.DynamoNumber;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values as the service echoes them in messages: texts and numbers as they are, lists as {@code [a,
 * b]}, maps as {@code {k=v}}, structures as {@code Name(field=value, other=null)}. What is longer
 * than {@link #CHARS_MAX} is cut, so that an answer stays small however large the request was.
 */
final class ValueText {
  static final int CHARS_MAX = 16_384;

  private final StringBuilder out = new StringBuilder();

  private ValueText() {}

  static String of(@Nullable Object value) {
    ValueText text = new ValueText();
    text.append(value);
    return cut(text.out);
  }

  static String clip(List<String> texts) {
    return of(texts);
  }

  private static String cut(StringBuilder text) {
    return text.length() <= CHARS_MAX ? text.toString() : text.substring(0, CHARS_MAX) + "...";
  }

  private boolean full() {
    return out.length() > CHARS_MAX;
  }

  private void append(@Nullable Object value) {
    switch (value) {
      case null -> out.append("null");
      case Flawed flawed -> append(flawed.value());
      case AttributeValue attribute -> attribute(attribute);
      case List<?> list -> join("[", "]", list.iterator());
      case Map<?, ?> map -> map(map);
      case Struct struct -> struct(struct);
      case byte[] bytes -> out.append(Base64.getEncoder().encodeToString(bytes));
      default -> out.append(value);
    }
  }

  private void join(String open, String close, Iterator<?> values) {
    out.append(open);
    while (values.hasNext() && !full()) {
      append(values.next());
      if (values.hasNext()) {
        out.append(", ");
      }
    }
    out.append(close);
  }

  private void map(Map<?, ?> map) {
    out.append('{');
    Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
    while (entries.hasNext() && !full()) {
      Map.Entry<?, ?> entry = entries.next();
      out.append(entry.getKey()).append('=');
      append(entry.getValue());
      if (entries.hasNext()) {
        out.append(", ");
      }
    }
    out.append('}');
  }

  private void struct(Struct struct) {
    out.append(struct.shape().name()).append('(');
    String separator = "";
    for (Member member : struct.shape().members()) {
      if (full()) {
        break;
      }
      out.append(separator).append(member.path()).append('=');
      append(struct.slot(member.ordinal()));
      separator = ", ";
    }
    out.append(')');
  }

  private void attribute(AttributeValue value) {
    out.append("AttributeValue(").append(value.typeName()).append('=');
    switch (value) {
      case AttributeValue.S text -> out.append(text.value());
      case AttributeValue.N number -> out.append(number.value());
      case AttributeValue.B bytes -> binary(bytes.value());
      case AttributeValue.Bool truth -> out.append(truth.value());
      case AttributeValue.Null _ -> out.append("true");
      case AttributeValue.M map -> map(map.value());
      case AttributeValue.L list -> join("[", "]", list.value().iterator());
      case AttributeValue.SS texts -> join("[", "]", texts.value().iterator());
      case AttributeValue.NS numbers ->
          join("[", "]", numbers.value().stream().map(DynamoNumber::toString).iterator());
      case AttributeValue.BS all ->
          join("[", "]", all.value().stream().map(Binary::bytes).iterator());
    }
    out.append(')');
  }

  private void binary(Binary binary) {
    append(binary.bytes());
  }
}
