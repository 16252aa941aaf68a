package dev.stator.consensus.core;

import dev.stator.consensus.LogRoom;
import org.jspecify.annotations.Nullable;

/** What happens to a member of a group. Proposals come in by {@link GroupCore#propose}. */
public sealed interface Event {
  /** The first event of a member's life in this process. */
  record Started() implements Event {}

  /** Time has passed: at least up to the wake-up time that the last effects asked for. */
  record TimeElapsed() implements Event {}

  /** A message came in. */
  record Received(Message message) implements Event {}

  /** Proposals made since the last event are to be appended. */
  record Flush() implements Event {}

  /** Every append up to the one with this marker is durable. */
  record Synced(long marker) implements Event {}

  /** The state machine has applied everything up to this index. */
  record Applied(long throughIndex) implements Event {}

  /** The state machine has noted that its store is to be rebuilt, as the last effects asked for. */
  record Noted() implements Event {}

  /** The state machine's store is rebuilt, with effects of entries up to this index in it. */
  record Rebuilt(long throughIndex) implements Event {}

  /** Something has changed about another node: look it up. */
  record PeerChanged(String node) implements Event {}

  /** A member on that node has left a term, for all that it accepted up to that moment. */
  record Withdrawn(String node, long term, long atNanos) implements Event {}

  /** A read barrier is wanted; numbers grow. */
  record BarrierWanted(long number) implements Event {}

  /** The leader is to hand over, to the one named or to whom it finds best. */
  record HandOverWanted(@Nullable String target) implements Event {}

  /**
   * The state machine can make use of what is committed though its store is being rebuilt: of
   * entries that wrote what it has copied already.
   */
  record Replay(LogRoom room) implements Event {}

  /** The state machine's store holds everything up to this index durably. */
  record Durable(long throughIndex, LogRoom room) implements Event {}
}
