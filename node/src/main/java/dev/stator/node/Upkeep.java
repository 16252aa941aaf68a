package dev.stator.node;

import dev.stator.base.Clock;
import dev.stator.cluster.change.ChangePlace;
import dev.stator.cluster.change.IndexOperation;
import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.PartitionTraits;
import dev.stator.cluster.wire.TraitsCodec1;
import dev.stator.model.Binary;
import dev.stator.model.item.ItemView;
import dev.stator.model.key.ByteRange;
import dev.stator.model.key.RowKeys;
import dev.stator.node.side.FeedRow;
import dev.stator.node.side.Places;
import dev.stator.node.side.SideRows;
import dev.stator.storage.engine.Engine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Changes of a partition that the cluster itself asks for: what it knows of its table, how far its
 * feeds are, rows of an index. At the leader, on the replica's executor.
 */
final class Upkeep {
  private final long partition;
  private final Clock clock;
  private final Traits traits;
  private final LeaderRows rows;
  private final StreamShards shards;
  private final FeedWalk walk;
  private final Supplier<PartitionResponse.Statistics> statistics;
  private final Proposals proposals;

  Upkeep(
      long partition,
      Clock clock,
      Engine engine,
      Traits traits,
      LeaderRows rows,
      StreamShards shards,
      Supplier<PartitionResponse.Statistics> statistics,
      Proposals proposals) {
    this.partition = partition;
    this.clock = clock;
    this.traits = traits;
    this.rows = rows;
    this.shards = shards;
    this.walk = new FeedWalk(partition, engine, rows);
    this.statistics = statistics;
    this.proposals = proposals;
  }

  void handle(PartitionRequest.Upkeep request, Consumer<PartitionResponse> reply) {
    switch (request) {
      case PartitionRequest.Configure configure -> configure(configure.traits(), reply);
      case PartitionRequest.WalkFeed walked -> walkFeed(walked, reply);
      case PartitionRequest.KeepFeed keep -> keepFeed(keep, reply);
      case PartitionRequest.ApplyIndex apply -> applyIndex(apply, reply);
      case PartitionRequest.ReadChanges _,
          PartitionRequest.ReadShards _,
          PartitionRequest.ReadFeeds _ ->
          throw new IllegalArgumentException("a read is no change: " + request);
    }
  }

  private void configure(PartitionTraits next, Consumer<PartitionResponse> reply) {
    if (refused(reply)) {
      return;
    }
    if (traits.covers(next)) {
      proposals.answerStay(traits.unappliedIndex(), new PartitionResponse.Done(), reply);
      return;
    }
    if (next.departed() && proposals.lastIndex() > proposals.appliedIndex()) {
      proposals.answer(reply, new PartitionResponse.Busy("writes are under way"));
      return;
    }
    long nowMs = clock.wallMillis();
    Draft draft = new Draft();
    draft.add(new LogCommand.Row.Store(SideRows.traits(partition), TraitsCodec1.encode(next)));
    if (next.departed()) {
      empty(draft);
    }
    shards.configure(draft, next, proposals.lastIndex(), nowMs);
    PartitionTraits before = traits.latest();
    if (before != null) {
      for (PartitionTraits.Global index : before.global()) {
        if (next.global(index.id()) == null) {
          draft.add(new LogCommand.Row.Delete(SideRows.feed(partition, index.id())));
        }
      }
    }
    LogCommand command = draft.command(nowMs);
    long index = proposals.propose(command, new PartitionResponse.Done(), reply);
    if (index > 0) {
      rows.proposed(index, command);
      shards.configured(draft);
      traits.proposed(index, next);
    }
  }

  /** All items go, without a change record: nothing is on its way that this would not see. */
  private void empty(Draft draft) {
    PartitionResponse.Statistics now = statistics.get();
    ByteRange all = RowKeys.partition(partition);
    draft.add(new LogCommand.Row.DeleteRange(all.from(), all.to()));
    draft.add(new LogCommand.Row.Delete(SideRows.localCounts(partition)));
    draft.count(-Math.toIntExact(now.items()), -now.bytes());
  }

  private void keepFeed(PartitionRequest.KeepFeed keep, Consumer<PartitionResponse> reply) {
    if (refused(reply)) {
      return;
    }
    byte[] key = SideRows.feed(partition, keep.indexId());
    LeaderRows.OtherRow found = rows.other(key);
    byte[] stored = found.value();
    FeedRow now = stored == null ? null : FeedRow.decode(stored);
    FeedRow next = now == null ? null : now.at(keep.cursor(), keep.whole());
    if (next == null || next.equals(now)) {
      proposals.answerStay(found.index(), new PartitionResponse.Done(), reply);
    } else {
      propose(
          0,
          0,
          List.of(new LogCommand.Row.Store(key, next.encode())),
          List.of(),
          new PartitionResponse.Done(),
          reply);
    }
  }

  private void walkFeed(PartitionRequest.WalkFeed request, Consumer<PartitionResponse> reply) {
    if (refused(reply)) {
      return;
    }
    PartitionTraits now = traits.latest();
    PartitionTraits.Global index = now == null ? null : now.global(request.indexId());
    if (now == null || index == null) {
      proposals.answerStay(0, new PartitionResponse.Feeds(List.of()), reply);
      return;
    }
    if (traits.unappliedIndex() > 0) {
      proposals.answer(reply, new PartitionResponse.Busy("the index is not known everywhere yet"));
      return;
    }
    byte[] key = SideRows.feed(partition, index.id());
    LeaderRows.OtherRow found = rows.other(key);
    byte[] stored = found.value();
    // Whatever is applied already will be touched; what is not has a change behind this place.
    FeedRow feed =
        stored == null
            ? FeedRow.begun(ChangePlace.endOf(proposals.appliedIndex()))
            : FeedRow.decode(stored);
    if (feed.state() != FeedRow.State.WALKING) {
      proposals.answerStay(found.index(), state(index.id(), feed), reply);
      return;
    }
    FeedWalk.Step step = walk.step(now, index, feed, request.rowsMax());
    propose(
        0,
        0,
        List.of(new LogCommand.Row.Store(key, step.feed().encode())),
        step.touches(),
        state(index.id(), step.feed()),
        reply);
  }

  private static PartitionResponse state(long indexId, FeedRow feed) {
    return new PartitionResponse.Feeds(List.of(feed.state(indexId)));
  }

  /**
   * Each base partition's changes come once and in order, whoever sends what, and however often.
   */
  private void applyIndex(PartitionRequest.ApplyIndex apply, Consumer<PartitionResponse> reply) {
    if (refused(reply)) {
      return;
    }
    byte[] fedKey = SideRows.fed(partition, apply.basePartition());
    LeaderRows.OtherRow found = rows.other(fedKey);
    byte[] stored = found.value();
    ChangePlace in = stored == null ? ChangePlace.BEGINNING : Places.decode(stored);
    ChangePlace last = in;
    long items = 0;
    long bytes = 0;
    List<LogCommand.Row> changed = new ArrayList<>();
    Map<Binary, Integer> sizes = new HashMap<>();
    for (IndexOperation operation : apply.operations()) {
      if (operation.place().compareTo(in) > 0) {
        Binary key = new Binary(operation.rowKey());
        Integer known = sizes.get(key);
        int before = known != null ? known : sizeOf(rows.item(key).view());
        byte[] item = operation.item();
        int after = item == null ? -1 : new ItemView(item).sizeBytes();
        items += (after < 0 ? 0 : 1) - (before < 0 ? 0 : 1);
        bytes += Math.max(after, 0) - Math.max(before, 0);
        sizes.put(key, after);
        if (before >= 0 || after >= 0) {
          changed.add(LogCommand.Row.of(operation.rowKey(), item));
        }
        last = operation.place();
      }
    }
    if (last.equals(in)) {
      proposals.answerStay(found.index(), new PartitionResponse.Done(), reply);
      return;
    }
    changed.add(new LogCommand.Row.Store(fedKey, Places.encode(last)));
    propose(Math.toIntExact(items), bytes, changed, List.of(), new PartitionResponse.Done(), reply);
  }

  private static int sizeOf(@Nullable ItemView item) {
    return item == null ? -1 : item.sizeBytes();
  }

  private boolean refused(Consumer<PartitionResponse> reply) {
    PartitionResponse refusal = proposals.refusal();
    if (refusal != null) {
      proposals.answer(reply, refusal);
    }
    return refusal != null;
  }

  private void propose(
      int itemsDelta,
      long bytesDelta,
      List<LogCommand.Row> changed,
      List<LogCommand.Change> changes,
      PartitionResponse response,
      Consumer<PartitionResponse> reply) {
    LogCommand command =
        new LogCommand(clock.wallMillis(), itemsDelta, bytesDelta, changed, changes);
    long index = proposals.propose(command, response, reply);
    if (index > 0) {
      rows.proposed(index, command);
    }
  }
}
