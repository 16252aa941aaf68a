package dev.stator.model;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A value of one of DynamoDB's ten types. Immutable. Sets compare without regard to order, and have
 * the service's ({@link SetOrder}); numbers compare by value.
 */
public sealed interface AttributeValue {
  /** The type's name on the wire, such as {@code S} or {@code BOOL}. */
  String typeName();

  /** Text. */
  record S(String value) implements AttributeValue {
    @Override
    public String typeName() {
      return "S";
    }
  }

  /** A decimal number of up to 38 digits. */
  record N(DynamoNumber value) implements AttributeValue {
    @Override
    public String typeName() {
      return "N";
    }
  }

  /** Bytes. */
  record B(Binary value) implements AttributeValue {
    @Override
    public String typeName() {
      return "B";
    }
  }

  /** A truth value. */
  record Bool(boolean value) implements AttributeValue {
    @Override
    public String typeName() {
      return "BOOL";
    }
  }

  /** The null value. */
  record Null() implements AttributeValue {
    public static final Null NULL = new Null();

    @Override
    public String typeName() {
      return "NULL";
    }
  }

  /** A map from names to values. */
  record M(Map<String, AttributeValue> value) implements AttributeValue {
    public M {
      value = Frozen.map(value);
    }

    /** Takes the collection over: the caller must not change it afterwards. */
    public static M owning(Map<String, AttributeValue> value) {
      return new M(Frozen.owned(value));
    }

    @Override
    public String typeName() {
      return "M";
    }
  }

  /** A list of values. */
  record L(List<AttributeValue> value) implements AttributeValue {
    public L {
      value = List.copyOf(value);
    }

    @Override
    public String typeName() {
      return "L";
    }
  }

  /** A set of texts; never empty. */
  record SS(Set<String> value) implements AttributeValue {
    public SS {
      value = Frozen.set(SetOrder.sorted(value, SetOrder::compareTexts));
    }

    /** Takes the collection over: the caller must not change it afterwards. */
    public static SS owning(Set<String> value) {
      return new SS(Frozen.owned(value));
    }

    @Override
    public String typeName() {
      return "SS";
    }
  }

  /** A set of numbers; never empty. */
  record NS(Set<DynamoNumber> value) implements AttributeValue {
    public NS {
      value = Frozen.set(SetOrder.sorted(value, Comparator.naturalOrder()));
    }

    /** Takes the collection over: the caller must not change it afterwards. */
    public static NS owning(Set<DynamoNumber> value) {
      return new NS(Frozen.owned(value));
    }

    @Override
    public String typeName() {
      return "NS";
    }
  }

  /** A set of byte strings; never empty. */
  record BS(Set<Binary> value) implements AttributeValue {
    public BS {
      value = Frozen.set(SetOrder.sorted(value, Comparator.naturalOrder()));
    }

    /** Takes the collection over: the caller must not change it afterwards. */
    public static BS owning(Set<Binary> value) {
      return new BS(Frozen.owned(value));
    }

    @Override
    public String typeName() {
      return "BS";
    }
  }
}
