package dev.stator.router.transaction;

import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.message.TransactionRequest;
import dev.stator.cluster.transaction.TransactionId;
import dev.stator.cluster.transaction.TransactionResponse.Sizes;
import dev.stator.model.ApiException;
import dev.stator.router.transaction.Ledger.Answer;
import dev.stator.router.transaction.LedgerItem.State;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A write transaction over several partitions:
 *
 * <pre>
 *   begin in the ledger  \
 *   prepare everywhere   /  at the same time
 *   COMMITTED in the ledger: the decision
 *   commit everywhere, answer, DONE in the ledger
 * </pre>
 *
 * <p>Why begin and prepare may go together: whoever recovers a transaction takes it for cancelled
 * when the ledger has no item of it, and looks no earlier than some seconds after the first
 * prepare. This coordinator commits only when its item was there within a shorter time after that.
 * So once somebody may have taken it for cancelled, no item is there or it was removed, and the
 * decision, which replaces a PENDING item, fails.
 *
 * <p>Each step begins after the one before it, on whatever thread its last answer came.
 */
final class TwoPhases {
  /** How long a refused client waits for its items to be free again. */
  private static final long TIDY_NANOS = 300_000_000L;

  private final Context context;
  private final TransactionWrite write;
  private final LedgerItem item;
  private final TransactionId id;
  private final List<Long> partitions;
  private final long timestampMs;
  private final Consumer<WriteOutcome> reply;
  private final Consumer<@Nullable LedgerItem> met;
  private final @Nullable LongConsumer tooEarly;
  private final Map<Long, PartitionResponse> answers = new ConcurrentSkipListMap<>();
  private final AtomicInteger missing = new AtomicInteger();
  private final long begunNanos;
  private volatile Answer begun = new Answer.Otherwise(null);
  private volatile boolean begunInTime;

  /**
   * @param item to begin with
   * @param met gets what the ledger has already for the same token, instead of a reply
   * @param tooEarly begins another attempt with a timestamp later than this, instead of a reply:
   *     items have changed after this one's, and nothing of it is left; null when there is to be
   *     none
   */
  TwoPhases(
      Context context,
      TransactionWrite write,
      LedgerItem item,
      long timestampMs,
      Consumer<@Nullable LedgerItem> met,
      @Nullable LongConsumer tooEarly,
      Consumer<WriteOutcome> reply) {
    this.context = context;
    this.write = write;
    this.item = item;
    this.timestampMs = timestampMs;
    this.id = Context.attempt(item);
    this.partitions = item.partitions();
    this.met = met;
    this.tooEarly = tooEarly;
    this.reply = reply;
    this.begunNanos = context.clock().nanos();
  }

  void start() {
    missing.set(partitions.size() + 1);
    context
        .ledger()
        .begin(
            item,
            answer -> {
              begun = answer;
              begunInTime = context.clock().nanos() - begunNanos < context.options().decideNanos();
              arrived();
            });
    prepare();
  }

  private void prepare() {
    for (long partition : partitions) {
      context
          .participants()
          .ask(
              partition,
              new TransactionRequest.Prepare(id, timestampMs, Context.actions(write, partition)),
              response -> {
                answers.put(partition, response);
                arrived();
              });
    }
  }

  private void arrived() {
    if (missing.decrementAndGet() > 0) {
      return;
    }
    switch (begun) {
      case Answer.Done done -> {
        if (begunInTime) {
          judge();
        } else {
          context.mark(TransactionBranch.BEGUN_TOO_LATE);
          abandon(Failures.internal());
        }
      }
      case Answer.Otherwise otherwise -> cancel(() -> met.accept(otherwise.found()));
      case Answer.Failed failed -> abandon(Failures.of(failed.response()));
    }
  }

  private void judge() {
    switch (Judgement.of(write, answers)) {
      case Judgement.Accepted accepted -> decide(accepted.sizes());
      case Judgement.Rejected rejected -> abandon(Failures.canceled(rejected.reasons()));
      case Judgement.Failed failed -> abandon(Failures.of(failed.response()));
      case Judgement.TooEarly early -> {
        context.timestamps().later(early.laterThanMs());
        if (tooEarly == null) {
          context.mark(TransactionBranch.ALWAYS_TOO_EARLY);
          abandon(Failures.canceled(early.conflicts()));
        } else {
          giveUpFor(early, tooEarly);
        }
      }
    }
  }

  /**
   * What was accepted has to be given up first: an item is prepared once at a time. The next
   * attempt has a name of its own, so that a late repetition of this one's steps does nothing to
   * it. Where nobody says that it is given up, others will find it so: it is not decided.
   */
  private void giveUpFor(Judgement.TooEarly early, LongConsumer next) {
    giveUp(nothingLeft -> {
      if (nothingLeft) {
        context.mark(TransactionBranch.PREPARED_AGAIN);
        next.accept(early.laterThanMs());
      } else {
        context.mark(TransactionBranch.NOT_GIVEN_UP);
        reply.accept(new WriteOutcome.Failed(Failures.canceled(early.conflicts())));
      }
    });
  }

  private void decide(List<Sizes> sizes) {
    LedgerItem committed = item.with(State.COMMITTED, Context.readUnits(write, sizes));
    decide(committed, sizes, context.clock().nanos() + context.options().finishNanos());
  }

  private void decide(LedgerItem committed, List<Sizes> sizes, long deadline) {
    context
        .ledger()
        .change(
            committed,
            State.PENDING,
            answer -> {
              switch (answer) {
                case Answer.Done done -> commit(committed, sizes);
                case Answer.Otherwise otherwise -> {
                  LedgerItem found = otherwise.found();
                  if (found != null
                      && found.attempt() == item.attempt()
                      && found.state() != State.PENDING) {
                    // An earlier try of this step, of which nothing was heard.
                    context.mark(TransactionBranch.DECIDED_UNHEARD);
                    commit(committed, sizes);
                  } else {
                    // Somebody took this coordinator for dead.
                    context.mark(TransactionBranch.TAKEN_FOR_DEAD);
                    cancel(() -> reply.accept(new WriteOutcome.Failed(Failures.internal())));
                  }
                }
                case Answer.Failed failed -> {
                  if (context.clock().nanos() - deadline > 0) {
                    // Decided or not: whoever asks the ledger will know.
                    context.mark(TransactionBranch.DECISION_UNKNOWN);
                    reply.accept(new WriteOutcome.Failed(Failures.internal()));
                  } else {
                    context.mark(TransactionBranch.DECISION_ASKED_AGAIN);
                    context.participants().later(() -> decide(committed, sizes, deadline));
                  }
                }
              }
            });
  }

  private void commit(LedgerItem committed, List<Sizes> sizes) {
    context
        .participants()
        .finish(
            id,
            partitions,
            true,
            context.options().finishNanos(),
            all -> {
              if (!all) {
                context.mark(TransactionBranch.COMMIT_UNHEARD);
                reply.accept(new WriteOutcome.Failed(Failures.internal()));
                return;
              }
              reply.accept(new WriteOutcome.Done(sizes));
              if (write.token() == null) {
                context.ledger().remove(item.key(), item.attempt(), State.COMMITTED, answer -> {});
              } else {
                context
                    .ledger()
                    .change(
                        committed.with(State.DONE, committed.readUnits()),
                        State.COMMITTED,
                        answer -> {});
              }
            });
  }

  private void abandon(ApiException error) {
    giveUp(nothingLeft -> reply.accept(new WriteOutcome.Failed(error)));
  }

  /**
   * Takes the attempt back, in the ledger and everywhere.
   *
   * @param then gets whether nothing is left of it for certain
   */
  private void giveUp(Consumer<Boolean> then) {
    AtomicInteger left = new AtomicInteger(2);
    AtomicBoolean all = new AtomicBoolean(true);
    Consumer<Boolean> step =
        done -> {
          if (!done) {
            all.set(false);
          }
          if (left.decrementAndGet() == 0) {
            then.accept(all.get());
          }
        };
    context
        .ledger()
        .remove(
            item.key(),
            item.attempt(),
            State.PENDING,
            answer -> step.accept(answer instanceof Answer.Done));
    context.participants().finish(id, partitions, false, TIDY_NANOS, step);
  }

  private void cancel(Runnable then) {
    context.participants().finish(id, partitions, false, TIDY_NANOS, all -> then.run());
  }
}
