package dev.stator.node;

import dev.stator.cluster.change.ChangeRecord.Kind;
import dev.stator.cluster.message.PartitionRequest.Mutation;
import dev.stator.cluster.message.PartitionRequest.ReturnValues;
import dev.stator.cluster.message.PartitionRequest.WriteItem;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.PartitionTraits;
import dev.stator.model.ApiException;
import dev.stator.model.Item;
import dev.stator.model.expression.UpdateExpression;
import dev.stator.model.expression.UpdateOutcome;
import dev.stator.model.indexed.LocalEntries;
import dev.stator.model.item.EncodedItem;
import dev.stator.model.item.ItemLimits;
import dev.stator.model.item.ItemView;
import dev.stator.model.key.Keys;
import org.jspecify.annotations.Nullable;

/** What a write does to an item as it is. Pure: old item and request in, decision out. */
final class WriteEvaluator {
  private WriteEvaluator() {}

  /** The decision. */
  sealed interface Decision {
    /**
     * The item changes.
     *
     * @param item the encoded item after, or null when it is deleted
     * @param response the answer once this is applied
     */
    record Change(byte @Nullable [] item, Kind kind, PartitionResponse.Written response)
        implements Decision {
      /** By how much the number of items grows. */
      int itemsDelta() {
        return switch (kind) {
          case INSERT -> 1;
          case MODIFY, TOUCH -> 0;
          case REMOVE -> -1;
        };
      }
    }

    /** The item stays as it is, and this is the answer. */
    record Stay(PartitionResponse response) implements Decision {}
  }

  /**
   * What a put brings has to fit the indexes before its condition is looked at; what an update
   * makes is known only after it. So it is with the size of an item and its entries in local
   * indexes.
   *
   * @param old the item as it is, or null when there is none
   * @param traits whose indexes the item has to fit; null for none
   */
  static Decision evaluate(
      WriteItem request, @Nullable ItemView old, @Nullable PartitionTraits traits) {
    if (traits == null) {
      return evaluate(request, old);
    }
    try {
      if (request.mutation() instanceof Mutation.Put put) {
        ItemView item = put.item().view();
        IndexKeyCheck.check(traits, put, old, item);
        LocalEntries.checkPut(traits.keySchema(), traits.local(), item);
        return evaluate(request, old);
      }
      Decision decision = evaluate(request, old);
      if (decision instanceof Decision.Change change && change.item() != null) {
        ItemView item = new ItemView(change.item());
        IndexKeyCheck.check(traits, request.mutation(), old, item);
        LocalEntries.checkUpdate(traits.keySchema(), traits.local(), item);
      }
      return decision;
    } catch (ApiException refused) {
      return new Decision.Stay(new PartitionResponse.Refused(refused));
    }
  }

  /** As {@link #evaluate(WriteItem, ItemView, PartitionTraits)}, of a table without indexes. */
  static Decision evaluate(WriteItem request, @Nullable ItemView old) {
    try {
      OldItem before = new OldItem(old);
      if (request.condition() != null && !request.condition().test(before.itemOrEmpty())) {
        Item found = request.returnOldOnFailure() && old != null ? before.itemOrEmpty() : null;
        return new Decision.Stay(new PartitionResponse.ConditionFailed(found, before.bytes()));
      }
      return switch (request.mutation()) {
        case Mutation.Put put -> put(request, put.item(), before);
        case Mutation.Update update -> update(request, update.expression(), before);
        case Mutation.Delete delete -> delete(request, before);
      };
    } catch (ApiException refused) {
      return new Decision.Stay(new PartitionResponse.Refused(refused));
    }
  }

  private static Decision put(WriteItem request, EncodedItem item, OldItem before) {
    Item returned =
        switch (request.returnValues()) {
          case ALL_OLD -> before.itemOrNull();
          case NONE, UPDATED_OLD, ALL_NEW, UPDATED_NEW -> null;
        };
    return change(item, before, returned);
  }

  private static Decision update(
      WriteItem request, @Nullable UpdateExpression expression, OldItem before) {
    Item base = before.exists() ? before.itemOrEmpty() : keyOnly(request);
    if (expression == null) {
      return change(EncodedItem.of(base), before, returned(request, before, base, null));
    }
    UpdateOutcome outcome = expression.apply(base);
    Item after = outcome.newItem();
    EncodedItem encoded = EncodedItem.of(after, ItemLimits.checkUpdate(after));
    return change(encoded, before, returned(request, before, after, outcome));
  }

  private static @Nullable Item returned(
      WriteItem request, OldItem before, Item after, @Nullable UpdateOutcome outcome) {
    return switch (request.returnValues()) {
      case NONE -> null;
      case ALL_OLD -> before.itemOrNull();
      case ALL_NEW -> after;
      case UPDATED_OLD -> outcome == null || !before.exists() ? null : outcome.updatedOld();
      case UPDATED_NEW -> outcome == null ? null : outcome.updatedNew();
    };
  }

  private static Decision delete(WriteItem request, OldItem before) {
    if (!before.exists()) {
      return new Decision.Stay(new PartitionResponse.Written(null, 0, 0));
    }
    Item returned = request.returnValues() == ReturnValues.ALL_OLD ? before.itemOrNull() : null;
    return new Decision.Change(
        null, Kind.REMOVE, new PartitionResponse.Written(returned, before.bytes(), 0));
  }

  private static Decision change(EncodedItem after, OldItem before, @Nullable Item returned) {
    return new Decision.Change(
        after.bytes(),
        before.exists() ? Kind.MODIFY : Kind.INSERT,
        new PartitionResponse.Written(returned, before.bytes(), after.sizeBytes()));
  }

  private static Item keyOnly(WriteItem request) {
    return Keys.toItem(request.keySchema(), request.key());
  }

  /** The item before the write, decoded only if someone looks at it. */
  private static final class OldItem {
    private final @Nullable ItemView encoded;
    private @Nullable Item decoded;

    OldItem(@Nullable ItemView encoded) {
      this.encoded = encoded;
    }

    boolean exists() {
      return encoded != null;
    }

    int bytes() {
      return encoded == null ? 0 : encoded.sizeBytes();
    }

    Item itemOrEmpty() {
      if (encoded == null) {
        return Item.EMPTY;
      }
      Item item = decoded;
      if (item == null) {
        item = encoded.toItem();
        decoded = item;
      }
      return item;
    }

    @Nullable Item itemOrNull() {
      return exists() ? itemOrEmpty() : null;
    }
  }
}
