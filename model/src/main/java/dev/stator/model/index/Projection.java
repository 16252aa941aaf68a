package dev.stator.model.index;

import java.util.List;

/**
 * What of an item an index holds; its own keys and the table's are always there.
 *
 * @param attributes top-level attributes of an {@link Type#INCLUDE}, in the order in which they
 *     were given; otherwise empty
 */
public record Projection(Type type, List<String> attributes) {
  public static final Projection ALL = new Projection(Type.ALL, List.of());
  public static final Projection KEYS_ONLY = new Projection(Type.KEYS_ONLY, List.of());

  public Projection {
    attributes = List.copyOf(attributes);
  }

  /** Whether this holds an attribute that is a key neither of the index nor of the table. */
  public boolean holds(String attribute) {
    return switch (type) {
      case ALL -> true;
      case KEYS_ONLY -> false;
      case INCLUDE -> attributes.contains(attribute);
    };
  }

  /** Named as in the API. */
  public enum Type {
    ALL,
    KEYS_ONLY,
    INCLUDE
  }
}
