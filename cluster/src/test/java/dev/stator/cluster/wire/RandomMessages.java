package dev.stator.cluster.wire;

import dev.stator.base.RandomSource;
import dev.stator.cluster.message.Action;
import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionRequest.Mutation;
import dev.stator.cluster.message.PartitionRequest.ReturnValues;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.message.TransactionRequest;
import dev.stator.cluster.transaction.TransactionId;
import dev.stator.cluster.transaction.TransactionResponse;
import dev.stator.cluster.transaction.TransactionResponse.Cause;
import dev.stator.cluster.transaction.TransactionResponse.Reason;
import dev.stator.cluster.transaction.TransactionResponse.RowState;
import dev.stator.cluster.transaction.TransactionResponse.Sizes;
import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.Binary;
import dev.stator.model.DynamoNumber;
import dev.stator.model.ErrorCode;
import dev.stator.model.Item;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.ScalarType;
import dev.stator.model.capacity.IndexUnits;
import dev.stator.model.expression.Comparison;
import dev.stator.model.expression.Condition;
import dev.stator.model.expression.ConditionExpression;
import dev.stator.model.expression.DocumentPath;
import dev.stator.model.expression.Operand;
import dev.stator.model.expression.PathStep;
import dev.stator.model.expression.UpdateAction;
import dev.stator.model.expression.UpdateExpression;
import dev.stator.model.item.EncodedItem;
import dev.stator.model.item.StoredRow;
import dev.stator.model.key.PrimaryKey;
import dev.stator.model.key.RowKeys;
import dev.stator.model.key.SortCondition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Messages of every kind, with everything in them that they can have. */
final class RandomMessages {
  private final RandomSource random;

  RandomMessages(RandomSource random) {
    this.random = random;
  }

  PartitionRequest request() {
    long partition = random.nextLong() >>> 1;
    PrimaryKey key = new PrimaryKey(new AttributeValue.S("k" + text()), maybe(this::number));
    return switch (random.nextInt(5)) {
      case 0 ->
          new PartitionRequest.ReadRow(
              partition, RowKeys.itemKey(partition, key), random.chance(0.5));
      case 1 ->
          new PartitionRequest.ReadPage(
              partition,
              random.chance(0.5)
                  ? RowKeys.partition(partition)
                  : RowKeys.items(partition, key.partition(), new SortCondition.Greater(number())),
              random.chance(0.5),
              1 + random.nextInt(1000),
              random.nextLong(),
              maybe(() -> new ConditionExpression(condition(4))),
              random.chance(0.5),
              random.chance(0.5),
              maybe(() -> new PartitionRequest.RowKind(ScalarType.B, random.nextInt(256))));
      case 2 -> new PartitionRequest.ReadStatistics(partition);
      case 3 -> new PartitionRequest.Transact(partition, step(partition, key));
      default -> write(partition, key);
    };
  }

  private TransactionRequest step(long partition, PrimaryKey key) {
    TransactionId id = new TransactionId(random.nextLong(), random.nextLong(), random.nextLong());
    return switch (random.nextInt(4)) {
      case 0 ->
          new TransactionRequest.Prepare(
              id, random.nextLong() >>> 1, some(() -> action(partition, key)));
      case 1 ->
          new TransactionRequest.Write(
              maybe(() -> id), random.nextLong() >>> 1, some(() -> action(partition, key)));
      case 2 -> new TransactionRequest.Finish(id, random.chance(0.5), random.chance(0.5));
      default -> new TransactionRequest.Read(some(() -> RowKeys.itemKey(partition, key)));
    };
  }

  private Action action(long partition, PrimaryKey key) {
    return new Action(write(partition, key), random.chance(0.5));
  }

  private <T> List<T> some(Supplier<T> one) {
    List<T> some = new ArrayList<>(list(one));
    some.add(one.get());
    return some;
  }

  private TransactionResponse outcome() {
    return switch (random.nextInt(4)) {
      case 0 ->
          new TransactionResponse.Accepted(
              list(() ->
                  new Sizes(
                      random.nextInt(9), random.nextInt(9), random.nextLong(), indexUnits())));
      case 1 ->
          new TransactionResponse.Rejected(
              list(() -> new Reason(Cause.values()[random.nextInt(6)], text(), maybe(this::item))),
              random.nextLong() >>> 1);
      case 2 -> new TransactionResponse.Finished(random.chance(0.5));
      default ->
          new TransactionResponse.Rows(
              list(() -> new RowState(maybe(this::row), random.nextInt(99), random.chance(0.5))));
    };
  }

  private PartitionRequest.WriteItem write(long partition, PrimaryKey key) {
    Mutation mutation =
        switch (random.nextInt(4)) {
          case 0 -> new Mutation.Put(EncodedItem.of(item()));
          case 1 -> new Mutation.Update(UpdateExpression.of(actions()));
          case 2 -> new Mutation.Update(null);
          default -> new Mutation.Delete();
        };
    return new PartitionRequest.WriteItem(
        partition,
        new KeySchema(
            new KeyAttribute("hash", ScalarType.S),
            key.sort() == null ? null : new KeyAttribute("größe", ScalarType.N)),
        key,
        mutation,
        maybe(() -> new ConditionExpression(condition(4))),
        ReturnValues.values()[random.nextInt(5)],
        random.chance(0.5),
        random.chance(0.5));
  }

  private List<IndexUnits> indexUnits() {
    return random.chance(0.5)
        ? List.of()
        : List.of(new IndexUnits("one", true, random.nextInt(9)), new IndexUnits("two", false, 1));
  }

  PartitionResponse response() {
    return switch (random.nextInt(13)) {
      case 0 -> new PartitionResponse.Row(maybe(this::row));
      case 1 ->
          new PartitionResponse.Written(maybe(this::item), random.nextInt(9), random.nextInt(9))
              .withIndexUnits(indexUnits());
      case 2 -> new PartitionResponse.ConditionFailed(maybe(this::item), random.nextInt(9));
      case 3 ->
          new PartitionResponse.Refused(
              new ApiException(
                  ErrorCode.values()[random.nextInt(ErrorCode.values().length)],
                  text(),
                  maybe(this::item)));
      case 4 ->
          new PartitionResponse.Page(
              list(this::row),
              random.nextInt(9),
              random.nextInt(9),
              random.nextInt(9999),
              random.chance(0.5) ? bytes() : null);
      case 5 ->
          new PartitionResponse.Statistics(
              random.nextLong(),
              random.nextLong(),
              list(() -> new PartitionResponse.Count(random.nextLong(), random.nextLong())));
      case 6 -> new PartitionResponse.NotLeader(maybe(this::text));
      case 7 -> new PartitionResponse.NotHosted();
      case 8 -> new PartitionResponse.Busy(text());
      case 9 -> new PartitionResponse.Unknown(text());
      case 10 -> new PartitionResponse.Transacted(outcome());
      case 11 -> new PartitionResponse.Conflict();
      default -> new PartitionResponse.Failed(text());
    };
  }

  Condition condition(int depth) {
    return switch (random.nextInt(depth > 0 ? 11 : 8)) {
      case 0 -> new Condition.Exists(path());
      case 1 -> new Condition.NotExists(path());
      case 2 -> new Condition.HasType(tested(), "SS");
      case 3 -> new Condition.BeginsWith(tested(), tested());
      case 4 -> new Condition.Contains(tested(), tested());
      case 5 -> new Condition.Between(tested(), tested(), tested());
      case 6 -> new Condition.In(tested(), list(this::tested));
      case 7 -> new Condition.Compare(tested(), Comparison.values()[random.nextInt(6)], tested());
      case 8 -> new Condition.And(list(() -> condition(depth - 1)));
      case 9 -> new Condition.Or(list(() -> condition(depth - 1)));
      default -> new Condition.Not(condition(depth - 1));
    };
  }

  private Operand tested() {
    return switch (random.nextInt(3)) {
      case 0 -> new Operand.Path(path());
      case 1 -> new Operand.Literal(value(2));
      default -> new Operand.Size(new Operand.Path(path()));
    };
  }

  private List<UpdateAction> actions() {
    List<UpdateAction> actions = new ArrayList<>();
    for (int i = random.nextInt(5); i >= 0; i--) {
      // Names of their own, so that paths do not overlap.
      DocumentPath path = new DocumentPath("a" + i, path().steps());
      actions.add(
          switch (random.nextInt(4)) {
            case 0 -> new UpdateAction.Set(path, computed(3));
            case 1 -> new UpdateAction.Remove(path);
            case 2 -> new UpdateAction.Add(path, number());
            default -> new UpdateAction.Delete(path, new AttributeValue.SS(Set.of("x")));
          });
    }
    return actions;
  }

  private Operand computed(int depth) {
    return switch (random.nextInt(depth > 0 ? 5 : 2)) {
      case 0 -> new Operand.Path(path());
      case 1 -> new Operand.Literal(value(2));
      case 2 -> new Operand.Sum(computed(depth - 1), random.chance(0.5), computed(depth - 1));
      case 3 -> new Operand.IfNotExists(path(), computed(depth - 1));
      default -> new Operand.ListAppend(computed(depth - 1), computed(depth - 1));
    };
  }

  private DocumentPath path() {
    return new DocumentPath(
        text(),
        list(() ->
            random.chance(0.5)
                ? new PathStep.Attribute(text())
                : new PathStep.Index(random.nextInt(100))));
  }

  private StoredRow row() {
    return StoredRow.of(StoredRow.encode(random.nextInt(99), random.nextInt(99), item()));
  }

  private Item item() {
    Map<String, AttributeValue> attributes = new LinkedHashMap<>();
    for (int i = random.nextInt(5); i >= 0; i--) {
      attributes.put(text() + i, value(3));
    }
    return new Item(attributes);
  }

  private AttributeValue value(int depth) {
    return switch (random.nextInt(depth > 0 ? 10 : 8)) {
      case 0 -> new AttributeValue.S(text());
      case 1 -> number();
      case 2 -> new AttributeValue.B(new Binary(bytes()));
      case 3 -> new AttributeValue.Bool(random.chance(0.5));
      case 4 -> AttributeValue.Null.NULL;
      case 5 -> new AttributeValue.SS(Set.of(text()));
      case 6 -> new AttributeValue.NS(Set.of(DynamoNumber.of(random.nextLong())));
      case 7 -> new AttributeValue.BS(Set.of(new Binary(bytes())));
      case 8 -> new AttributeValue.L(list(() -> value(depth - 1)));
      default -> new AttributeValue.M(Map.of(text(), value(depth - 1)));
    };
  }

  private AttributeValue number() {
    return new AttributeValue.N(DynamoNumber.parse(random.nextLong() + "e" + random.nextInt(9)));
  }

  private String text() {
    return switch (random.nextInt(4)) {
      case 0 -> "";
      case 1 -> "größe";
      case 2 -> "x".repeat(random.nextInt(300));
      default -> "n" + random.nextInt(100);
    };
  }

  private byte[] bytes() {
    byte[] bytes = new byte[random.nextInt(20)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) random.nextLong();
    }
    return bytes;
  }

  private <T> @Nullable T maybe(Supplier<T> value) {
    return random.chance(0.5) ? value.get() : null;
  }

  private <T> List<T> list(Supplier<T> element) {
    List<T> list = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      list.add(element.get());
    }
    return list;
  }
}
