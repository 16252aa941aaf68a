package dev.stator.model.wire;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a value of the service's model looks like and which constraints it has. Immutable. */
public sealed interface Shape {
  /** The name in the model. */
  String name();

  /** Text with bounds on its length in UTF-16 units, and perhaps a pattern. */
  record Text(String name, Bounds length, @Nullable TextPattern pattern) implements Shape {}

  /**
   * A table's name or ARN. The service's rules for it are not those of the model: see {@link
   * TableNames}.
   *
   * @param lengthMin of a name: 1 for operations on items, 3 for the others
   */
  record TableName(String name, int lengthMin) implements Shape {}

  /** A text out of a set, in the order in which the service lists it. */
  record Choice(String name, List<String> values) implements Shape {}

  /**
   * A whole number.
   *
   * @param wide true for 64 bits, false for 32
   */
  record Whole(String name, boolean wide, Bounds range) implements Shape {}

  /** A floating point number. */
  record Real(String name) implements Shape {}

  /** A truth value. */
  record Truth(String name) implements Shape {}

  /** Seconds since 1970, as a number. */
  record Moment(String name) implements Shape {}

  /** Bytes in base 64. */
  record Bytes(String name) implements Shape {}

  /** A typed attribute value: decoded to {@code dev.stator.model.AttributeValue}. */
  record Value(String name) implements Shape {}

  /** A list of values of one shape. */
  record Sequence(String name, Shape element, Bounds length) implements Shape {}

  /** A map from texts to values of one shape. */
  record Dictionary(String name, Shape key, Shape value, Bounds length) implements Shape {
    /** Whether this is an item, a key, or another map of attribute values. */
    boolean ofAttributes() {
      return value instanceof Value;
    }
  }

  /** Named members. */
  final class Structure implements Shape {
    private final String name;
    private final List<Member> members;
    private final Member[] checked;
    private final Map<String, Member> byName = new HashMap<>();

    /**
     * @param members in the order of their ordinals
     * @param checked the same members, in the order in which the service complains about them
     */
    Structure(String name, List<Member> members, List<Member> checked) {
      this.name = name;
      this.members = List.copyOf(members);
      this.checked = checked.toArray(Member[]::new);
      for (Member member : members) {
        byName.put(member.name(), member);
      }
    }

    @Override
    public String name() {
      return name;
    }

    /** All members; a member's place is its ordinal. */
    public List<Member> members() {
      return members;
    }

    /** The member of that name, or null. */
    public @Nullable Member find(String memberName) {
      return byName.get(memberName);
    }

    /**
     * The ordinal of a member, for fast access to a {@link Struct}.
     *
     * @throws IllegalArgumentException when there is no such member
     */
    public int ordinal(String memberName) {
      Member member = byName.get(memberName);
      if (member == null) {
        throw new IllegalArgumentException(name + " has no member " + memberName);
      }
      return member.ordinal();
    }

    Member[] checked() {
      return checked;
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
