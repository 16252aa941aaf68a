package dev.stator.node;

import dev.stator.base.Clock;
import dev.stator.cluster.change.ChangeRecord.Kind;
import dev.stator.cluster.message.PartitionRequest.WriteItem;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.LedgerTable;
import dev.stator.cluster.table.PartitionTraits;
import dev.stator.cluster.table.SystemTables;
import dev.stator.model.ApiException;
import dev.stator.model.Binary;
import dev.stator.model.ErrorCode;
import dev.stator.model.item.ItemView;
import dev.stator.model.key.RowKeys;
import dev.stator.node.ttl.Expiry;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes of single items at the leader: evaluated, then proposed. On the replica's executor. */
final class ItemWrites {
  /** The answer to what would put an item into a store that has no room for more. */
  static final PartitionResponse NO_ROOM =
      new PartitionResponse.Failed(
          "the store is nearly full: puts wait for room, deletions and reads go on");

  private final long partition;
  private final Clock clock;
  private final LeaderRows rows;
  private final ItemCommands commands;
  private final Participant transactions;
  private final Proposals proposals;
  private final Consumer<String> problems;

  private boolean saidNoRoom;

  ItemWrites(
      long partition,
      Clock clock,
      LeaderRows rows,
      ItemCommands commands,
      Participant transactions,
      Proposals proposals,
      Consumer<String> problems) {
    this.partition = partition;
    this.clock = clock;
    this.rows = rows;
    this.commands = commands;
    this.transactions = transactions;
    this.proposals = proposals;
    this.problems = problems;
  }

  void write(WriteItem request, Consumer<PartitionResponse> reply) {
    PartitionResponse refusal = refusal();
    if (refusal != null) {
      proposals.answer(reply, refusal);
      return;
    }
    Binary rowKey;
    LeaderRows.ItemRow before;
    WriteEvaluator.Decision decision;
    try {
      rowKey = new Binary(RowKeys.itemKey(partition, request.key()));
      if (transactions.keeps(rowKey)) {
        transactions.mark(NodeBranch.WRITE_MEETS_PREPARED);
        proposals.answer(reply, new PartitionResponse.Conflict());
        return;
      }
      before = rows.item(rowKey);
      decision = told(request, WriteEvaluator.evaluate(request, before.view(), commands.traits()));
    } catch (RuntimeException failed) {
      // Damage, or a bug in this one evaluation: nothing was proposed, and others are served on.
      problems.accept("A write of partition " + partition + " could not be evaluated: " + failed);
      proposals.answer(reply, new PartitionResponse.Failed(String.valueOf(failed.getMessage())));
      return;
    }
    switch (decision) {
      case WriteEvaluator.Decision.Stay stay ->
          proposals.answerStay(before.index(), stay.response(), reply);
      case WriteEvaluator.Decision.Change change when change.item() != null && !hasRoom() ->
          proposals.answer(reply, NO_ROOM);
      case WriteEvaluator.Decision.Change change ->
          propose(
              rowKey,
              before,
              request.countsIndexes() ? counted(request, before.view(), change) : change,
              false,
              reply);
    }
  }

  /** What the cluster writes down of itself is little, and needed to delete a table or an item. */
  private boolean hasRoom() {
    PartitionTraits traits = commands.traits();
    boolean ofUsers =
        partition >= SystemTables.FIRST_USER_PARTITION
            && (traits == null || !traits.tableName().equals(LedgerTable.NAME));
    boolean room = !ofUsers || rows.haveRoom();
    if (room == saidNoRoom) {
      saidNoRoom = !room;
      problems.accept(
          room
              ? "The store has room again: partition " + partition + " takes puts."
              : "The store is nearly full: partition "
                  + partition
                  + " refuses puts until items or tables are deleted; deletions and reads go on.");
    }
    return room;
  }

  /** A partition of a table that is deleted takes no items, whoever has not heard of that. */
  private @Nullable PartitionResponse refusal() {
    PartitionTraits traits = commands.traits();
    return traits != null && traits.departed()
        ? new PartitionResponse.Refused(
            new ApiException(ErrorCode.RESOURCE_NOT_FOUND, "Requested resource not found"))
        : proposals.refusal();
  }

  /** Also the answer to a write that finds nothing to change says how large the collection is. */
  private WriteEvaluator.Decision told(WriteItem request, WriteEvaluator.Decision decision) {
    return decision instanceof WriteEvaluator.Decision.Stay(PartitionResponse.Written written)
        ? new WriteEvaluator.Decision.Stay(
            written.withCollection(commands.collectionBytes(new Draft(), request.key())))
        : decision;
  }

  /** The same change, whose answer says what it costs in indexes. */
  private WriteEvaluator.Decision.Change counted(
      WriteItem request, @Nullable ItemView before, WriteEvaluator.Decision.Change change) {
    byte[] item = change.item();
    ItemView after = item == null ? null : new ItemView(item);
    return new WriteEvaluator.Decision.Change(
        item,
        change.kind(),
        change.response().withIndexUnits(commands.indexUnits(request, before, after)));
  }

  void expire(byte[] key, String attribute, Consumer<PartitionResponse> reply) {
    PartitionResponse refusal = proposals.refusal();
    if (refusal != null) {
      proposals.answer(reply, refusal);
      return;
    }
    Binary rowKey = new Binary(key);
    if (transactions.keeps(rowKey)) {
      transactions.mark(NodeBranch.EXPIRED_IS_PREPARED);
      proposals.answer(reply, new PartitionResponse.Conflict());
      return;
    }
    LeaderRows.ItemRow before;
    ItemView old;
    try {
      before = rows.item(rowKey);
      old = before.view();
      if (old == null
          || !expiresBy(attribute)
          || !Expiry.expired(old, attribute, clock.wallMillis())) {
        transactions.mark(NodeBranch.EXPIRED_NO_MORE);
        proposals.answer(reply, new PartitionResponse.ConditionFailed(null, 0));
        return;
      }
    } catch (RuntimeException failed) {
      problems.accept("An item of partition " + partition + " could not be looked at: " + failed);
      proposals.answer(reply, new PartitionResponse.Failed(String.valueOf(failed.getMessage())));
      return;
    }
    propose(
        rowKey,
        before,
        new WriteEvaluator.Decision.Change(
            null, Kind.REMOVE, new PartitionResponse.Written(null, old.sizeBytes(), 0)),
        true,
        reply);
  }

  /** Whether this partition was not told otherwise: who asks may not know yet of a change. */
  private boolean expiresBy(String attribute) {
    PartitionTraits traits = commands.traits();
    return traits == null || attribute.equals(traits.ttlAttribute());
  }

  private void propose(
      Binary rowKey,
      LeaderRows.ItemRow before,
      WriteEvaluator.Decision.Change change,
      boolean expired,
      Consumer<PartitionResponse> reply) {
    Draft draft = new Draft();
    long bytes = (long) change.response().newBytes() - change.response().oldBytes();
    try {
      commands.add(draft, rowKey, before.view(), change.item(), bytes, expired);
    } catch (ApiException refused) {
      proposals.answerStay(before.index(), new PartitionResponse.Refused(refused), reply);
      return;
    } catch (RuntimeException failed) {
      problems.accept("A write of partition " + partition + " could not be prepared: " + failed);
      proposals.answer(reply, new PartitionResponse.Failed(String.valueOf(failed.getMessage())));
      return;
    }
    long timestampMs = transactions.timestampMs(before);
    boolean deletes = change.item() == null;
    if (deletes) {
      transactions.clockRow(timestampMs).forEach(draft::add);
    }
    long index =
        commands.propose(
            draft, timestampMs, change.response().withCollection(draft.collectionBytes()), reply);
    if (index > 0) {
      transactions.proposed(timestampMs, deletes);
    }
  }
}
