package dev.stator.router.transaction;

import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.message.TransactionRequest;
import dev.stator.cluster.transaction.TransactionId;
import dev.stator.cluster.transaction.TransactionResponse;
import dev.stator.model.ApiException;
import dev.stator.router.transaction.Ledger.Answer;
import dev.stator.router.transaction.LedgerItem.State;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A write transaction of one partition, which decides by itself. With a token the ledger has it
 * first, and the partition remembers what became of it: the ledger need not be told before the
 * client is.
 */
final class OnePhase {
  private static final long SEAL_NANOS = 2_000_000_000L;

  private final Context context;
  private final TransactionWrite write;
  private final @Nullable LedgerItem item;
  private final @Nullable TransactionId id;
  private final long partition;
  private final Consumer<@Nullable LedgerItem> met;
  private final Consumer<WriteOutcome> reply;
  private boolean secondTry;

  /**
   * @param item to begin with; null without a token
   * @param met gets what the ledger has already for the same token, instead of a reply
   */
  OnePhase(
      Context context,
      TransactionWrite write,
      @Nullable LedgerItem item,
      Consumer<@Nullable LedgerItem> met,
      Consumer<WriteOutcome> reply) {
    this.context = context;
    this.write = write;
    this.item = item;
    this.id = item == null ? null : Context.attempt(item);
    this.partition = write.parts().getFirst().partition();
    this.met = met;
    this.reply = reply;
  }

  void start() {
    LedgerItem begin = item;
    if (begin == null) {
      write();
      return;
    }
    context
        .ledger()
        .begin(
            begin,
            answer -> {
              switch (answer) {
                case Answer.Done done -> write();
                case Answer.Otherwise otherwise -> met.accept(otherwise.found());
                case Answer.Failed failed -> abandon(Failures.of(failed.response()));
              }
            });
  }

  private void write() {
    context
        .participants()
        .ask(
            partition,
            new TransactionRequest.Write(
                id, context.timestamps().next(), Context.actions(write, partition)),
            this::written);
  }

  private void written(PartitionResponse response) {
    if (response instanceof PartitionResponse.Unknown) {
      askWhatBecame();
      return;
    }
    if (response instanceof PartitionResponse.Transacted transacted
        && transacted.response() instanceof TransactionResponse.Finished) {
      // Somebody took this coordinator for dead, and sealed the partition against it.
      context.mark(TransactionBranch.SEALED_BY_OTHERS);
      abandon(Failures.internal());
      return;
    }
    switch (Judgement.of(write, Map.of(partition, response))) {
      case Judgement.Accepted accepted -> {
        reply.accept(new WriteOutcome.Done(accepted.sizes()));
        LedgerItem begun = item;
        if (begun != null) {
          context
              .ledger()
              .change(
                  begun.with(State.DONE, Context.readUnits(write, accepted.sizes())),
                  State.PENDING,
                  answer -> {});
        }
      }
      case Judgement.Rejected rejected -> abandon(Failures.canceled(rejected.reasons()));
      case Judgement.Failed failed -> abandon(Failures.of(failed.response()));
      case Judgement.TooEarly early -> {
        context.timestamps().later(early.laterThanMs());
        if (secondTry) {
          abandon(Failures.internal());
        } else {
          secondTry = true;
          write();
        }
      }
    }
  }

  /** The client hears that nobody knows, and with its token it may ask again at once. */
  private void askWhatBecame() {
    LedgerItem begun = item;
    TransactionId begunId = id;
    if (begun == null || begunId == null) {
      reply.accept(new WriteOutcome.Failed(Failures.internal()));
      return;
    }
    context.mark(TransactionBranch.SEALED_BY_COORDINATOR);
    context
        .participants()
        .seal(
            begunId,
            partition,
            SEAL_NANOS,
            response -> {
              if (response instanceof PartitionResponse.Transacted transacted
                  && transacted.response() instanceof TransactionResponse.Finished finished) {
                if (finished.written()) {
                  context
                      .ledger()
                      .change(
                          begun.with(State.DONE, new TreeMap<>()),
                          State.PENDING,
                          answer -> reply.accept(new WriteOutcome.Failed(Failures.internal())));
                } else {
                  abandon(Failures.internal());
                }
              } else {
                reply.accept(new WriteOutcome.Failed(Failures.internal()));
              }
            });
  }

  /** Certainly nothing was done. */
  private void abandon(ApiException error) {
    LedgerItem begun = item;
    if (begun == null) {
      reply.accept(new WriteOutcome.Failed(error));
      return;
    }
    context
        .ledger()
        .remove(
            begun.key(),
            begun.attempt(),
            State.PENDING,
            answer -> reply.accept(new WriteOutcome.Failed(error)));
  }
}
