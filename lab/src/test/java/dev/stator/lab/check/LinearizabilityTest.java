package dev.stator.lab.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.lab.check.ItemOperation.Kind;
import dev.stator.lab.check.ItemOperation.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LinearizabilityTest {
  private static final ItemState FIVE = new ItemState(true, 5, 0);

  @Test
  void acceptsWhatHappensOneAfterTheOther() {
    assertThat(
            Linearizability.check(
                List.of(
                    op(Kind.PUT, 5, 0, 1, Outcome.DONE, ItemState.ABSENT),
                    op(Kind.ADD, 2, 2, 3, Outcome.DONE, new ItemState(true, 5, 2)),
                    op(Kind.PUT_IF_ABSENT, 9, 4, 5, Outcome.REJECTED, new ItemState(true, 5, 2)),
                    op(Kind.DELETE, 0, 6, 7, Outcome.DONE, new ItemState(true, 5, 2)),
                    op(Kind.READ, 0, 8, 9, Outcome.DONE, ItemState.ABSENT))))
        .isTrue();
  }

  @Test
  void refusesAStaleRead() {
    assertThat(
            Linearizability.check(
                List.of(
                    op(Kind.PUT, 5, 0, 1, Outcome.DONE, ItemState.ABSENT),
                    op(Kind.READ, 0, 2, 3, Outcome.DONE, ItemState.ABSENT))))
        .isFalse();
  }

  @Test
  void letsConcurrentOperationsHappenInAnyOrder() {
    for (ItemState seen : List.of(ItemState.ABSENT, FIVE)) {
      assertThat(
              Linearizability.check(
                  List.of(
                      op(Kind.PUT, 5, 0, 10, Outcome.DONE, ItemState.ABSENT),
                      op(Kind.READ, 0, 2, 3, Outcome.DONE, seen))))
          .isTrue();
    }
  }

  @Test
  void refusesReadsThatGoBack() {
    assertThat(
            Linearizability.check(
                List.of(
                    op(Kind.PUT, 5, 0, 10, Outcome.DONE, ItemState.ABSENT),
                    op(Kind.READ, 0, 1, 2, Outcome.DONE, FIVE),
                    op(Kind.READ, 0, 3, 4, Outcome.DONE, ItemState.ABSENT))))
        .isFalse();
  }

  @Test
  void letsAnUnknownWriteHappenLateOrNever() {
    ItemOperation unknown = op(Kind.PUT, 5, 0, 0, Outcome.UNKNOWN, null);
    for (ItemState seen : List.of(ItemState.ABSENT, FIVE)) {
      assertThat(
              Linearizability.check(List.of(unknown, op(Kind.READ, 0, 20, 21, Outcome.DONE, seen))))
          .isTrue();
    }
    assertThat(
            Linearizability.check(
                List.of(
                    unknown,
                    op(Kind.READ, 0, 20, 21, Outcome.DONE, FIVE),
                    op(Kind.READ, 0, 22, 23, Outcome.DONE, ItemState.ABSENT))))
        .isFalse();
  }

  @Test
  void refusesALostUpdate() {
    assertThat(
            Linearizability.check(
                List.of(
                    op(Kind.ADD, 1, 0, 5, Outcome.DONE, new ItemState(true, 0, 1)),
                    op(Kind.ADD, 1, 0, 5, Outcome.DONE, new ItemState(true, 0, 1)))))
        .isFalse();
  }

  @Test
  void refusesARejectionWithoutReason() {
    assertThat(
            Linearizability.check(
                List.of(op(Kind.PUT_IF_ABSENT, 1, 0, 5, Outcome.REJECTED, ItemState.ABSENT))))
        .isFalse();
  }

  private static ItemOperation op(
      Kind kind, long argument, long from, long to, Outcome outcome, @Nullable ItemState seen) {
    return new ItemOperation(kind, argument, -1, from, to, outcome, seen);
  }
}
