package dev.stator.node;

import dev.stator.base.Clock;
import dev.stator.base.SerialExecutor;
import dev.stator.cluster.message.PartitionResponse;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Gives up in time on answers that wait: with one timer at most, and none for longer than something
 * waits. On the replica's executor.
 */
final class ReplyDeadlines {
  private final PendingReplies replies;
  private final Clock clock;
  private final Supplier<SerialExecutor> executor;
  private final long nanosMax;
  private final Runnable expire = this::expire;
  private boolean armed;

  ReplyDeadlines(
      PendingReplies replies, Clock clock, Supplier<SerialExecutor> executor, long nanosMax) {
    this.replies = replies;
    this.clock = clock;
    this.executor = executor;
    this.nanosMax = nanosMax;
  }

  /** Answers with {@code response} when the entry is applied. */
  void await(long index, long term, PartitionResponse response, Consumer<PartitionResponse> reply) {
    replies.add(index, term, clock.nanos() + nanosMax, response, reply);
    arm();
  }

  private void arm() {
    if (!armed && !replies.isEmpty()) {
      armed = true;
      long delay = Math.max(0, replies.firstDeadlineNanos() - clock.nanos());
      executor.get().schedule(delay, expire);
    }
  }

  private void expire() {
    armed = false;
    replies.expire(clock.nanos());
    arm();
  }
}
