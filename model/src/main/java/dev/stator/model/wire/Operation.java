package dev.stator.model.wire;

/**
 * One operation of the service.
 *
 * @param name such as {@code PutItem}
 * @param input the structure of its request
 * @param output the structure of its answer
 */
public record Operation(String name, Shape.Structure input, Shape.Structure output) {
  @Override
  public String toString() {
    return name;
  }
}
