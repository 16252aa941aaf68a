package dev.stator.node;

import dev.stator.cluster.message.PartitionResponse;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What those who change a partition at its leader need of the replica. On its executor. */
interface Proposals {
  /** Why nothing can be written now; null when something can. */
  @Nullable PartitionResponse refusal();

  /** Answers the index of the proposal, or 0 when there is none and the caller was told so. */
  long propose(LogCommand command, PartitionResponse response, Consumer<PartitionResponse> reply);

  /**
   * Answers without a change.
   *
   * @param index of the unapplied entry that the answer rests on; 0 for none
   */
  void answerStay(long index, PartitionResponse response, Consumer<PartitionResponse> reply);

  void answer(Consumer<PartitionResponse> reply, PartitionResponse response);

  /** No entry that this leader knows to be in the log, or on its way, is behind this index. */
  long lastIndex();

  /** The index up to which the store holds the partition. */
  long appliedIndex();
}
