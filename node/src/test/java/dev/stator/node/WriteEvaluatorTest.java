package dev.stator.node;

import static dev.stator.node.Writes.item;
import static dev.stator.node.Writes.only;
import static dev.stator.node.Writes.update;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.cluster.change.ChangeRecord.Kind;
import dev.stator.cluster.message.PartitionRequest.Mutation;
import dev.stator.cluster.message.PartitionRequest.ReturnValues;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.model.Item;
import dev.stator.model.capacity.ItemSizes;
import dev.stator.model.item.EncodedItem;
import dev.stator.model.item.ItemCodec;
import dev.stator.model.item.ItemView;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WriteEvaluatorTest {
  private static final Mutation PUT = new Mutation.Put(EncodedItem.of(item(2)));
  private static final Mutation SET = update("SET x = :v", 2);
  private static final Mutation SET_OTHER = update("SET y = :v", 7);
  private static final Mutation TOUCH = new Mutation.Update(null);
  private static final Mutation DELETE = new Mutation.Delete();

  /** Mutation, what to return, old item; then new item (null: deleted) and what is returned. */
  static Stream<Arguments> changes() {
    return Stream.of(
        row(PUT, ReturnValues.NONE, null, item(2), null),
        row(PUT, ReturnValues.NONE, item(1, 5), item(2), null),
        row(PUT, ReturnValues.ALL_OLD, null, item(2), null),
        row(PUT, ReturnValues.ALL_OLD, item(1, 5), item(2), item(1, 5)),
        row(SET, ReturnValues.NONE, item(1, 5), item(2, 5), null),
        row(SET, ReturnValues.ALL_OLD, item(1, 5), item(2, 5), item(1, 5)),
        row(SET, ReturnValues.ALL_NEW, item(1, 5), item(2, 5), item(2, 5)),
        row(SET, ReturnValues.UPDATED_OLD, item(1, 5), item(2, 5), only("x", 1)),
        row(SET, ReturnValues.UPDATED_NEW, item(1, 5), item(2, 5), only("x", 2)),
        row(SET, ReturnValues.NONE, null, item(2), null),
        row(SET, ReturnValues.ALL_OLD, null, item(2), null),
        row(SET, ReturnValues.ALL_NEW, null, item(2), item(2)),
        row(SET, ReturnValues.UPDATED_OLD, null, item(2), null),
        row(SET, ReturnValues.UPDATED_NEW, null, item(2), only("x", 2)),
        row(SET_OTHER, ReturnValues.UPDATED_NEW, item(1), item(1, 7), only("y", 7)),
        row(TOUCH, ReturnValues.ALL_NEW, null, item(), item()),
        row(TOUCH, ReturnValues.ALL_OLD, item(1), item(1), item(1)),
        row(TOUCH, ReturnValues.UPDATED_NEW, item(1), item(1), null),
        row(DELETE, ReturnValues.NONE, item(1), null, null),
        row(DELETE, ReturnValues.ALL_OLD, item(1), null, item(1)));
  }

  private static Arguments row(
      Mutation mutation,
      ReturnValues returnValues,
      @Nullable Item old,
      @Nullable Item after,
      @Nullable Item returned) {
    return Arguments.of(mutation, returnValues, old, after, returned);
  }

  @ParameterizedTest
  @MethodSource("changes")
  void changes(
      Mutation mutation,
      ReturnValues returnValues,
      @Nullable Item old,
      @Nullable Item after,
      @Nullable Item returned) {
    String holds = old == null ? "attribute_not_exists(k)" : "attribute_exists(k)";
    for (String condition : new String[] {null, holds}) {
      WriteEvaluator.Decision decision =
          WriteEvaluator.evaluate(Writes.write(mutation, condition, returnValues, true), view(old));
      Kind kind = after == null ? Kind.REMOVE : old == null ? Kind.INSERT : Kind.MODIFY;
      assertThat(decision).isInstanceOf(WriteEvaluator.Decision.Change.class);
      WriteEvaluator.Decision.Change change = (WriteEvaluator.Decision.Change) decision;
      assertThat(change.kind()).isEqualTo(kind);
      assertThat(change.item() == null ? null : ItemCodec.decode(change.item())).isEqualTo(after);
      assertThat(change.response())
          .isEqualTo(new PartitionResponse.Written(returned, size(old), size(after)));
    }
  }

  @ParameterizedTest
  @MethodSource("changes")
  void failedConditionChangesNothing(
      Mutation mutation, ReturnValues returnValues, @Nullable Item old) {
    String fails = old == null ? "attribute_exists(k)" : "attribute_not_exists(k)";
    for (boolean oldToo : new boolean[] {true, false}) {
      assertThat(
              WriteEvaluator.evaluate(
                  Writes.write(mutation, fails, returnValues, oldToo), view(old)))
          .isEqualTo(
              new WriteEvaluator.Decision.Stay(
                  new PartitionResponse.ConditionFailed(oldToo ? old : null, size(old))));
    }
  }

  @Test
  void deletingNothingChangesNothing() {
    assertThat(
            WriteEvaluator.evaluate(Writes.write(DELETE, null, ReturnValues.ALL_OLD, false), null))
        .isEqualTo(new WriteEvaluator.Decision.Stay(new PartitionResponse.Written(null, 0, 0)));
  }

  @Test
  void theServicesOwnErrorsAreAnswers() {
    Item text = item().with("x", Writes.KEY.partition());
    WriteEvaluator.Decision decision =
        WriteEvaluator.evaluate(
            Writes.write(update("SET x = x + :v", 1), null, ReturnValues.NONE, false), view(text));
    assertThat(decision).isInstanceOf(WriteEvaluator.Decision.Stay.class);
    assertThat(((WriteEvaluator.Decision.Stay) decision).response())
        .isInstanceOf(PartitionResponse.Refused.class);
  }

  private static @Nullable ItemView view(@Nullable Item item) {
    return item == null ? null : new ItemView(ItemCodec.encode(item));
  }

  private static int size(@Nullable Item item) {
    return item == null ? 0 : ItemSizes.of(item);
  }
}
