package dev.stator.model.wire;

import dev.stator.model.AttributeValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A decoded structure of a request. Members are read by name or, without a look-up, by ordinal
 * ({@link Shape.Structure#ordinal}). Absent members are null. Lists and maps are never null inside
 * once the {@link Validator} has passed, and are not to be changed.
 *
 * <p>Reading a member that holds attribute values throws {@code ValidationException} when one of
 * them is flawed; {@link #flaw} asks first.
 */
public final class Struct {
  private final Shape.Structure shape;
  private final @Nullable Object[] slots;

  Struct(Shape.Structure shape) {
    this.shape = shape;
    this.slots = new @Nullable Object[shape.members().size()];
  }

  public Shape.Structure shape() {
    return shape;
  }

  /** Whether the member was given (and was not null). */
  public boolean has(String member) {
    return slots[shape.ordinal(member)] != null;
  }

  public @Nullable String string(String member) {
    return string(shape.ordinal(member));
  }

  public @Nullable String string(int ordinal) {
    return (String) slots[ordinal];
  }

  /** Text of a member that the model requires. */
  public String requiredString(String member) {
    String value = string(member);
    if (value == null) {
      throw new IllegalStateException(shape.name() + "." + member + " was not validated");
    }
    return value;
  }

  /** A whole number; of a 32-bit member it is within 32 bits. */
  public @Nullable Long number(String member) {
    return number(shape.ordinal(member));
  }

  public @Nullable Long number(int ordinal) {
    return (Long) slots[ordinal];
  }

  public int integer(String member, int otherwise) {
    Long value = number(member);
    return value == null ? otherwise : Math.toIntExact(value);
  }

  public long number(String member, long otherwise) {
    Long value = number(member);
    return value == null ? otherwise : value;
  }

  /** A floating point number or a timestamp in seconds. */
  public @Nullable Double real(String member) {
    return (Double) slots[shape.ordinal(member)];
  }

  public @Nullable Boolean bool(String member) {
    return (Boolean) slots[shape.ordinal(member)];
  }

  public boolean bool(String member, boolean otherwise) {
    return bool(shape.ordinal(member), otherwise);
  }

  public boolean bool(int ordinal, boolean otherwise) {
    Boolean value = (Boolean) slots[ordinal];
    return value == null ? otherwise : value;
  }

  public byte @Nullable [] bytes(String member) {
    return (byte[]) slots[shape.ordinal(member)];
  }

  public @Nullable Struct struct(String member) {
    return (Struct) slots[shape.ordinal(member)];
  }

  public @Nullable List<String> strings(String member) {
    return cast(slots[shape.ordinal(member)]);
  }

  public @Nullable List<Struct> structs(String member) {
    return cast(slots[shape.ordinal(member)]);
  }

  /** Such as ExpressionAttributeNames. */
  public @Nullable Map<String, String> stringMap(String member) {
    return cast(slots[shape.ordinal(member)]);
  }

  /** Such as Expected, or the RequestItems of BatchGetItem. */
  public @Nullable Map<String, Struct> structMap(String member) {
    return cast(slots[shape.ordinal(member)]);
  }

  /** Such as the RequestItems of BatchWriteItem. */
  public @Nullable Map<String, List<Struct>> structListMap(String member) {
    return cast(slots[shape.ordinal(member)]);
  }

  /** One attribute value, such as the Value of an expected attribute. */
  public @Nullable AttributeValue value(String member) {
    return (AttributeValue) sound(slots[shape.ordinal(member)]);
  }

  /** A list of attribute values, such as the Parameters of a statement. */
  public @Nullable List<AttributeValue> values(String member) {
    return cast(sound(slots[shape.ordinal(member)]));
  }

  /** An item, a key, or the values of an expression. */
  public @Nullable Map<String, AttributeValue> attributes(String member) {
    return attributes(shape.ordinal(member));
  }

  public @Nullable Map<String, AttributeValue> attributes(int ordinal) {
    return cast(sound(slots[ordinal]));
  }

  /** A list of items or keys, such as the Keys of BatchGetItem. */
  public @Nullable List<Map<String, AttributeValue>> attributeMaps(String member) {
    List<?> raw = cast(slots[shape.ordinal(member)]);
    if (raw == null) {
      return null;
    }
    List<Map<String, AttributeValue>> maps = new ArrayList<>(raw.size());
    for (Object element : raw) {
      @Nullable Map<String, AttributeValue> map = cast(sound(element));
      if (map != null) {
        maps.add(map);
      }
    }
    return maps;
  }

  /**
   * What is wrong with the first flawed attribute value of a member (one value, a list of values,
   * or a map of values), or null. Some operations answer with words of their own before the flaw's.
   */
  public @Nullable ValueFlaw flaw(String member) {
    return slots[shape.ordinal(member)] instanceof Flawed flawed ? flawed.flaw() : null;
  }

  @Nullable Object slot(int ordinal) {
    return slots[ordinal];
  }

  void set(int ordinal, @Nullable Object value) {
    slots[ordinal] = value;
  }

  private static @Nullable Object sound(@Nullable Object value) {
    if (value instanceof Flawed flawed) {
      throw flawed.flaw().toException();
    }
    if (value instanceof PackedAttributes packed) {
      return packed.unpacked();
    }
    return value;
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T> @Nullable T cast(@Nullable Object value) {
    return (T) value;
  }

  @Override
  public String toString() {
    return ValueText.of(this);
  }
}
