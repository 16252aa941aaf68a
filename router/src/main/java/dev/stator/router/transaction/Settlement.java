package dev.stator.router.transaction;

import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.transaction.TransactionId;
import dev.stator.cluster.transaction.TransactionResponse;
import dev.stator.router.transaction.Ledger.Answer;
import dev.stator.router.transaction.LedgerItem.State;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Brings a transaction whose coordinator is gone to an end: as it was decided, else cancelled. */
final class Settlement {
  private final Context context;
  private final long nanos;

  /**
   * @param nanos how long to try each step
   */
  Settlement(Context context, long nanos) {
    this.context = context;
    this.nanos = nanos;
  }

  /** How it ended. */
  enum End {
    /** All of it is done. */
    DONE,
    /** None of it is done, and none will be; there is no ledger item of that attempt any more. */
    CANCELLED,
    /** Not known, or not finished: try again. */
    OPEN
  }

  /** What is decided is finished; what is not is cancelled. */
  void settle(LedgerItem found, Consumer<End> end) {
    switch (found.state()) {
      case DONE -> end.accept(End.DONE);
      case COMMITTED -> commit(found, end);
      case PENDING -> {
        if (found.alone()) {
          seal(found, end);
        } else {
          cancel(found, end);
        }
      }
    }
  }

  private void commit(LedgerItem found, Consumer<End> end) {
    TransactionId id = Context.attempt(found);
    context
        .participants()
        .finish(
            id,
            found.partitions(),
            true,
            nanos,
            all -> {
              if (all) {
                context
                    .ledger()
                    .change(
                        found.with(State.DONE, found.readUnits()),
                        State.COMMITTED,
                        answer -> end.accept(End.DONE));
              } else {
                end.accept(End.OPEN);
              }
            });
  }

  private void seal(LedgerItem found, Consumer<End> end) {
    context
        .participants()
        .seal(
            Context.attempt(found),
            found.partitions().getFirst(),
            nanos,
            response -> {
              if (response instanceof PartitionResponse.NotHosted) {
                context.mark(TransactionBranch.PARTITION_GONE);
                remove(found, end);
              } else if (response instanceof PartitionResponse.Transacted transacted
                  && transacted.response() instanceof TransactionResponse.Finished finished) {
                if (finished.written()) {
                  context.mark(TransactionBranch.SEALED_AFTER_DONE);
                  context
                      .ledger()
                      .change(
                          found.with(State.DONE, new TreeMap<>()),
                          State.PENDING,
                          answer -> end.accept(End.DONE));
                } else {
                  remove(found, end);
                }
              } else {
                end.accept(End.OPEN);
              }
            });
  }

  /** The removal decides; its coordinator, should it live, cannot commit after it. */
  private void cancel(LedgerItem found, Consumer<End> end) {
    remove(
        found,
        removed -> {
          if (removed == End.CANCELLED) {
            context
                .participants()
                .finish(
                    Context.attempt(found),
                    found.partitions(),
                    false,
                    nanos,
                    all -> end.accept(End.CANCELLED));
          } else {
            end.accept(removed);
          }
        });
  }

  private void remove(LedgerItem found, Consumer<End> end) {
    context
        .ledger()
        .remove(
            found.key(),
            found.attempt(),
            State.PENDING,
            answer -> {
              switch (answer) {
                case Answer.Done done -> end.accept(End.CANCELLED);
                case Answer.Otherwise otherwise -> {
                  context.mark(TransactionBranch.SETTLED_ELSEWHERE);
                  LedgerItem now = otherwise.found();
                  boolean gone = now == null || now.attempt() != found.attempt();
                  end.accept(gone ? End.CANCELLED : End.OPEN);
                }
                case Answer.Failed failed -> end.accept(End.OPEN);
              }
            });
  }
}
