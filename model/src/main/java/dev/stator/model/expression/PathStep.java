package dev.stator.model.expression;

/** A step of a document path: into a map by name, or into a list by index. */
public sealed interface PathStep {
  /** The member of a map. */
  record Attribute(String name) implements PathStep {
    @Override
    public String toString() {
      return name;
    }
  }

  /** The element of a list, counted from zero. */
  record Index(int index) implements PathStep {
    @Override
    public String toString() {
      return "[" + index + "]";
    }
  }
}
