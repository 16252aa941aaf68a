package dev.stator.node;

import dev.stator.cluster.message.Action;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.transaction.TransactionResponse.Cause;
import dev.stator.cluster.transaction.TransactionResponse.Reason;
import dev.stator.cluster.transaction.TransactionResponse.Sizes;
import dev.stator.model.ApiException;
import dev.stator.model.Binary;
import dev.stator.model.capacity.IndexUnits;
import dev.stator.model.item.ItemView;
import dev.stator.model.key.RowKeys;
import dev.stator.node.transaction.PendingRow.Effect;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction would do to the items of one partition, and what speaks against it.
 *
 * @param items in the order of the actions; without meaning when refused
 * @param reasons in the order of the actions, with as many items as an answer has room for
 * @param refused whether any of them is one
 * @param writtenMs the highest timestamp that one of the items has
 * @param index the highest of the unapplied entries that this rests on; 0 for none
 */
record ActionsJudged(
    List<Item> items, List<Reason> reasons, boolean refused, long writtenMs, long index) {

  /**
   * One item.
   *
   * @param encoded as it will be; null when it is deleted or only checked
   */
  record Item(Binary rowKey, Effect effect, byte @Nullable [] encoded, Sizes sizes) {
    Item withCollection(long bytes) {
      return new Item(rowKey, effect, encoded, sizes.withCollection(bytes));
    }

    Item withIndexUnits(List<IndexUnits> units) {
      return new Item(rowKey, effect, encoded, sizes.withIndexUnits(units));
    }
  }

  List<Sizes> sizes() {
    return items.stream().map(Item::sizes).toList();
  }

  /**
   * @param draft gets the changes, if nothing is refused
   * @param kept whether another transaction is at an item
   * @param written the timestamp of an item
   */
  static ActionsJudged of(
      List<Action> actions,
      long partition,
      LeaderRows rows,
      ItemCommands commands,
      Draft draft,
      Predicate<Binary> kept,
      ToLongFunction<LeaderRows.ItemRow> written) {
    List<Item> items = new ArrayList<>(actions.size());
    List<Reason> reasons = new ArrayList<>(actions.size());
    Set<Binary> seen = new HashSet<>();
    boolean refused = false;
    long writtenMs = 0;
    long index = 0;
    for (Action action : actions) {
      Binary rowKey = new Binary(RowKeys.itemKey(partition, action.write().key()));
      if (kept.test(rowKey) || !seen.add(rowKey)) {
        reasons.add(new Reason(Cause.CONFLICT, "", null));
        refused = true;
        continue;
      }
      LeaderRows.ItemRow before = rows.item(rowKey);
      index = Math.max(index, before.index());
      writtenMs = Math.max(writtenMs, written.applyAsLong(before));
      WriteEvaluator.Decision decision =
          WriteEvaluator.evaluate(action.write(), before.view(), commands.traits());
      Item item = item(rowKey, action, before, decision);
      Reason reason = reason(decision);
      if (reason.cause() == Cause.NONE && item.effect() != Effect.CHECK) {
        try {
          commands.add(draft, rowKey, before.view(), item.encoded(), false);
          item = item.withCollection(commands.collectionBytes(draft, action.write().key()));
          if (action.write().countsIndexes()) {
            byte[] encoded = item.encoded();
            ItemView after = encoded == null ? null : new ItemView(encoded);
            item = item.withIndexUnits(commands.indexUnits(action.write(), before.view(), after));
          }
        } catch (ApiException limit) {
          reason = refusal(limit);
        }
      }
      reasons.add(reason);
      refused |= reason.cause() != Cause.NONE;
      items.add(item);
    }
    return new ActionsJudged(items, Reason.fitting(reasons), refused, writtenMs, index);
  }

  private static Reason reason(WriteEvaluator.Decision decision) {
    if (!(decision instanceof WriteEvaluator.Decision.Stay stay)) {
      return Reason.NONE;
    }
    return switch (stay.response()) {
      case PartitionResponse.Written written -> Reason.NONE;
      case PartitionResponse.ConditionFailed failed ->
          new Reason(Cause.CONDITION, "The conditional request failed", failed.found());
      case PartitionResponse.Refused refusal -> refusal(refusal.error());
      default -> throw new IllegalStateException("a write ends in " + stay.response());
    };
  }

  private static Reason refusal(ApiException error) {
    Cause cause =
        switch (error.code()) {
          case ITEM_COLLECTION_SIZE_LIMIT_EXCEEDED -> Cause.COLLECTION_SIZE;
          case THROTTLING, PROVISIONED_THROUGHPUT_EXCEEDED -> Cause.THROTTLED;
          default -> Cause.VALIDATION;
        };
    return new Reason(cause, error.message(), null);
  }

  private static Item item(
      Binary rowKey, Action action, LeaderRows.ItemRow before, WriteEvaluator.Decision decision) {
    if (action.checkOnly()) {
      ItemView view = before.view();
      int bytes = view == null ? 0 : view.sizeBytes();
      return new Item(rowKey, Effect.CHECK, null, new Sizes(bytes, bytes));
    }
    if (decision instanceof WriteEvaluator.Decision.Change change && change.item() != null) {
      Sizes sizes = new Sizes(change.response().oldBytes(), change.response().newBytes());
      return new Item(rowKey, Effect.PUT, change.item(), sizes);
    }
    ItemView view = before.view();
    int bytes = view == null ? 0 : view.sizeBytes();
    return new Item(rowKey, Effect.DELETE, null, new Sizes(bytes, 0));
  }
}
