package dev.stator.lab.check;

/**
 * An item of the checker's world, which has two numbers.
 *
 * @param exists whether there is an item
 * @param value a number that writes set; 0 when the attribute is not there
 * @param count a number that writes add to; 0 when the attribute is not there
 */
public record ItemState(boolean exists, long value, long count) {
  public static final ItemState ABSENT = new ItemState(false, 0, 0);
}
