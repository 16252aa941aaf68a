package dev.stator.lab.sim;

import dev.stator.cluster.message.Action;
import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionRequest.Mutation;
import dev.stator.cluster.message.PartitionRequest.ReturnValues;
import dev.stator.cluster.message.PartitionRequest.WriteItem;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.lab.check.TransactionOperation.Outcome;
import dev.stator.model.AttributeValue;
import dev.stator.model.DynamoNumber;
import dev.stator.model.ErrorCode;
import dev.stator.model.Item;
import dev.stator.model.expression.ConditionExpression;
import dev.stator.model.expression.ExpressionAttributes;
import dev.stator.model.expression.ExpressionKind;
import dev.stator.model.expression.UpdateExpression;
import dev.stator.model.item.EncodedItem;
import dev.stator.model.key.PrimaryKey;
import dev.stator.model.key.RowKeys;
import dev.stator.router.transaction.TransactionRead;
import dev.stator.router.transaction.TransactionWrite;
import dev.stator.router.transaction.TransactionWrite.Part;
import dev.stator.router.transaction.WriteOutcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The items of the clients of transactions, and their requests. */
final class Bank {
  static final String TABLE = "bank";
  static final List<String> ACCOUNTS =
      List.of("account-1", "account-2", "account-3", "account-4", "account-5");
  static final List<String> COUNTERS = List.of("counter-1", "counter-2");
  static final List<String> PLACES = List.of("place-1", "place-2");
  static final List<String> MORTALS = List.of("mortal-1", "mortal-2", "mortal-3");
  static final long EACH = 1_000;
  static final long SUM = EACH * ACCOUNTS.size();

  private static final AttributeValue SORT = number(1);

  private Bank() {}

  /** An account, as somebody saw it. */
  record Account(long balance, long version) {}

  static PrimaryKey key(String name) {
    return new PrimaryKey(new AttributeValue.S(name), SORT);
  }

  static long partition(TableDescriptor table, String name) {
    return table.partition(RowKeys.hash(key(name).partition())).id();
  }

  static @Nullable Account account(@Nullable Item item) {
    return item == null
        ? null
        : new Account(longOf(item.get("bal")), longOf(item.get(IndexedTable.VERSION)));
  }

  static long count(@Nullable Item item) {
    return item == null ? 0 : longOf(item.get("n"));
  }

  /** Makes everything, where there is nothing. */
  static TransactionWrite make(TableDescriptor table) {
    List<Part> parts = new ArrayList<>();
    for (String name : ACCOUNTS) {
      Map<String, AttributeValue> item = item(name);
      item.put("bal", number(EACH));
      item.put(IndexedTable.VERSION, number(0));
      parts.add(part(table, name, put(item), absent(), false));
    }
    Map<String, AttributeValue> item = item(PLACES.get(0));
    parts.add(part(table, PLACES.get(0), put(item), absent(), false));
    return new TransactionWrite("make", parts);
  }

  static TransactionWrite transfer(
      TableDescriptor table,
      @Nullable String token,
      long id,
      Map<String, Account> before,
      String from,
      String to,
      @Nullable String checked,
      long amount) {
    List<Part> parts = new ArrayList<>();
    for (Map.Entry<String, Account> entry : before.entrySet()) {
      String name = entry.getKey();
      Account account = entry.getValue();
      if (name.equals(checked)) {
        parts.add(part(table, name, new Mutation.Delete(), is(account), true));
      } else {
        long balance = account.balance() + (name.equals(from) ? -amount : amount);
        parts.add(part(table, name, set(balance, id), is(account), false));
      }
    }
    return new TransactionWrite(token, parts);
  }

  /** Gives an account a new version, and nothing else. */
  static PartitionRequest touch(TableDescriptor table, String name, Account before, long id) {
    return write(table, name, set(before.balance(), id), is(before));
  }

  static TransactionWrite count(TableDescriptor table, String token) {
    List<Part> parts = new ArrayList<>();
    for (String name : COUNTERS) {
      Mutation add =
          new Mutation.Update(
              UpdateExpression.parse(
                  "ADD n :one", ExpressionAttributes.of(null, Map.of(":one", number(1)))));
      parts.add(part(table, name, add, null, false));
    }
    return new TransactionWrite(token, parts);
  }

  /** Items that expire, whatever was there before. */
  static TransactionWrite mortals(
      TableDescriptor table, List<String> names, long id, long expires) {
    List<Part> parts = new ArrayList<>();
    for (String name : names) {
      Map<String, AttributeValue> item = item(name);
      item.put(IndexedTable.VERSION, number(id));
      item.put("g", number(id % 7));
      item.put("l", number(id % 20));
      item.put(IndexedTable.EXPIRES, number(expires));
      parts.add(part(table, name, put(item), null, false));
    }
    return new TransactionWrite("mortals-" + id, parts);
  }

  /** Moves the item from one place to the other, if it is there. */
  static TransactionWrite swap(TableDescriptor table, boolean there) {
    String from = PLACES.get(there ? 0 : 1);
    String to = PLACES.get(there ? 1 : 0);
    return new TransactionWrite(
        null,
        List.of(
            part(table, from, new Mutation.Delete(), present(), false),
            part(table, to, put(item(to)), absent(), false)));
  }

  static TransactionRead read(TableDescriptor table, List<String> names) {
    List<TransactionRead.Get> gets = new ArrayList<>();
    for (String name : names) {
      long partition = partition(table, name);
      gets.add(new TransactionRead.Get(partition, RowKeys.itemKey(partition, key(name))));
    }
    return new TransactionRead(gets);
  }

  /** How a transaction ended, from one answer. */
  static Outcome outcome(WriteOutcome outcome) {
    return switch (outcome) {
      case WriteOutcome.Done done -> Outcome.DONE;
      case WriteOutcome.Repeated repeated -> Outcome.DONE;
      case WriteOutcome.Failed failed ->
          switch (failed.error().code()) {
            case INTERNAL, TRANSACTION_IN_PROGRESS -> Outcome.UNKNOWN;
            case TRANSACTION_CANCELED, THROTTLING, RESOURCE_NOT_FOUND -> Outcome.NOTHING;
            default -> throw new Violation("a transaction failed with " + failed.error());
          };
    };
  }

  /**
   * Whether a refusal also says that earlier tries with the token have done nothing. A cancellation
   * does: the ledger knew of none. One for lack of room, or of a place, was given without asking.
   */
  static boolean tellsOfEarlierTries(@Nullable Object answer) {
    return answer instanceof WriteOutcome.Failed failed
        && failed.error().code() == ErrorCode.TRANSACTION_CANCELED;
  }

  private static Part part(
      TableDescriptor table,
      String name,
      Mutation mutation,
      @Nullable ConditionExpression condition,
      boolean checkOnly) {
    return Part.of(table.name(), new Action(write(table, name, mutation, condition), checkOnly));
  }

  private static WriteItem write(
      TableDescriptor table,
      String name,
      Mutation mutation,
      @Nullable ConditionExpression condition) {
    return new WriteItem(
        partition(table, name),
        table.keySchema(),
        key(name),
        mutation,
        condition,
        ReturnValues.NONE,
        true);
  }

  private static Map<String, AttributeValue> item(String name) {
    Map<String, AttributeValue> item = new LinkedHashMap<>();
    item.put("pk", new AttributeValue.S(name));
    item.put("sk", SORT);
    return item;
  }

  private static Mutation put(Map<String, AttributeValue> item) {
    return new Mutation.Put(EncodedItem.of(new Item(item)));
  }

  /** Moves the item in the indexes, too, and now and then out of one. */
  private static Mutation set(long balance, long version) {
    boolean sparse = version % 5 == 0;
    Map<String, AttributeValue> values = new LinkedHashMap<>();
    values.put(":b", number(balance));
    values.put(":v", number(version));
    values.put(":l", number(version % 20));
    if (!sparse) {
      values.put(":g", number(version % 7));
    }
    return new Mutation.Update(
        UpdateExpression.parse(
            "SET bal = :b, v = :v, l = :l" + (sparse ? " REMOVE g" : ", g = :g"),
            ExpressionAttributes.of(null, values)));
  }

  private static ConditionExpression is(Account account) {
    return condition("v = :v", Map.of(":v", number(account.version())));
  }

  private static ConditionExpression absent() {
    return condition("attribute_not_exists(pk)", null);
  }

  private static ConditionExpression present() {
    return condition("attribute_exists(pk)", null);
  }

  private static ConditionExpression condition(
      String text, @Nullable Map<String, AttributeValue> values) {
    return ConditionExpression.parse(
        ExpressionKind.CONDITION, text, ExpressionAttributes.of(null, values));
  }

  private static AttributeValue number(long value) {
    return new AttributeValue.N(DynamoNumber.of(value));
  }

  private static long longOf(@Nullable AttributeValue value) {
    return value instanceof AttributeValue.N n ? n.value().longValue() : 0;
  }
}
