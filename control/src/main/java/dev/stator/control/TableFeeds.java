package dev.stator.control;

import dev.stator.base.SerialExecutor;
import dev.stator.cluster.change.FeedState;
import dev.stator.cluster.message.PartitionClient;
import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.PartitionRange;
import dev.stator.cluster.table.PartitionTraits;
import dev.stator.cluster.table.TableDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** What AutoAdmin tells a table's partitions, and asks them, about indexes, streams and TTL. */
final class TableFeeds {
  private final PartitionClient partitions;
  private final SerialExecutor executor;

  /**
   * @param partitions the way to all partitions; answers may come on any thread
   */
  TableFeeds(PartitionClient partitions, SerialExecutor executor) {
    this.partitions = partitions;
    this.executor = executor;
  }

  /**
   * Tells all of the table's own partitions what they must know of it. They keep what is newer.
   *
   * @param reply gets on the executor whether all of them know now
   */
  void configure(TableDescriptor table, Consumer<Boolean> reply) {
    PartitionTraits traits = PartitionTraits.of(table);
    ask(
        table,
        partition -> new PartitionRequest.Configure(partition, traits),
        PartitionResponse.Done.class::isInstance,
        reply);
  }

  /**
   * Asks all of the table's own partitions whether a global index has everything they had.
   *
   * @param reply gets on the executor whether all of them say so
   */
  void whole(TableDescriptor table, long indexId, Consumer<Boolean> reply) {
    ask(table, PartitionRequest.ReadFeeds::new, response -> isWhole(response, indexId), reply);
  }

  private static boolean isWhole(PartitionResponse response, long indexId) {
    return response instanceof PartitionResponse.Feeds(List<FeedState> feeds)
        && feeds.stream().anyMatch(feed -> feed.indexId() == indexId && feed.whole());
  }

  private void ask(
      TableDescriptor table,
      Question question,
      Predicate<PartitionResponse> good,
      Consumer<Boolean> reply) {
    List<Boolean> answers = new ArrayList<>();
    int all = table.partitions().size();
    for (PartitionRange range : table.partitions()) {
      partitions.send(
          question.to(range.id()),
          response ->
              executor.execute(() -> {
                answers.add(good.test(response));
                if (answers.size() == all) {
                  reply.accept(!answers.contains(false));
                }
              }));
    }
  }

  /** A request to each partition. */
  private interface Question {
    PartitionRequest to(long partition);
  }
}
