package dev.stator.cluster.message;

import dev.stator.cluster.transaction.TransactionId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A step of a transaction at one partition. */
public sealed interface TransactionRequest {
  /** The most items that one transaction may have. Source: the API reference. */
  int ACTIONS_MAX = 100;

  /**
   * Evaluates all actions and, if all of them may be done, keeps their items from everyone else
   * until a {@link Finish}. Asked once.
   *
   * @param timestampMs the transaction's place in the order of each item's writes
   */
  record Prepare(TransactionId id, long timestampMs, List<Action> actions)
      implements TransactionRequest {
    public Prepare {
      actions = List.copyOf(actions);
    }
  }

  /**
   * Evaluates and carries out all actions of a transaction that has no other partition. Asked once.
   *
   * @param id under which the partition remembers what became of it; null when nobody will ask
   */
  record Write(@Nullable TransactionId id, long timestampMs, List<Action> actions)
      implements TransactionRequest {
    public Write {
      actions = List.copyOf(actions);
    }
  }

  /**
   * Ends what was prepared. May be asked again.
   *
   * @param commit whether it is done or forgotten
   * @param seal with a cancel: a {@link Write} of that id that comes later does nothing, and the
   *     answer says whether one came earlier
   */
  record Finish(TransactionId id, boolean commit, boolean seal) implements TransactionRequest {}

  /** Reads rows at one moment, and whether a transaction is under way on them. */
  record Read(List<byte[]> rowKeys) implements TransactionRequest {
    public Read {
      rowKeys = List.copyOf(rowKeys);
    }
  }
}
