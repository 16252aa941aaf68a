package dev.stator.lab.check;

import org.jspecify.annotations.Nullable;

/**
 * One operation on one item, as its client saw it.
 *
 * @param argument the value to set or the amount to add
 * @param expected for {@link Kind#PUT_IF_VALUE}, the value that the item must have
 * @param invokedNanos when it was sent
 * @param returnedNanos when the answer came; without meaning when the outcome is unknown
 * @param seen the item that the answer showed: before a put, a delete or a rejection, after a set
 *     or an add; null when the outcome is unknown
 */
public record ItemOperation(
    Kind kind,
    long argument,
    long expected,
    long invokedNanos,
    long returnedNanos,
    Outcome outcome,
    @Nullable ItemState seen) {

  /** What is asked for. */
  public enum Kind {
    READ,
    PUT,
    PUT_IF_ABSENT,
    PUT_IF_VALUE,
    SET,
    ADD,
    DELETE
  }

  /** How it ended. An operation that certainly did nothing belongs into no history. */
  public enum Outcome {
    DONE,
    REJECTED,
    UNKNOWN
  }

  /** The item after this operation, if it came upon {@code before}. */
  ItemState after(ItemState before) {
    if (!accepted(before)) {
      return before;
    }
    return switch (kind) {
      case READ -> before;
      case PUT, PUT_IF_ABSENT, PUT_IF_VALUE -> new ItemState(true, argument, 0);
      case SET -> new ItemState(true, argument, before.count());
      case ADD -> new ItemState(true, before.value(), before.count() + argument);
      case DELETE -> ItemState.ABSENT;
    };
  }

  /** Whether the client can have seen what it saw, if the operation came upon {@code before}. */
  boolean agrees(ItemState before) {
    return switch (outcome) {
      case UNKNOWN -> true;
      case REJECTED -> !accepted(before) && before.equals(seen);
      case DONE -> accepted(before) && shown(before).equals(seen);
    };
  }

  private boolean accepted(ItemState before) {
    return switch (kind) {
      case READ, PUT, SET, ADD, DELETE -> true;
      case PUT_IF_ABSENT -> !before.exists();
      case PUT_IF_VALUE -> before.exists() && before.value() == expected;
    };
  }

  private ItemState shown(ItemState before) {
    return switch (kind) {
      case SET, ADD -> after(before);
      case READ, PUT, PUT_IF_ABSENT, PUT_IF_VALUE, DELETE -> before;
    };
  }
}
