package dev.stator.router.transaction;

import dev.stator.model.Binary;
import dev.stator.router.transaction.Ledger.Answer;
import dev.stator.router.transaction.LedgerItem.State;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** One request to write, from its beginning or from what was made of its token before. */
final class WriteRun {
  private static final long SETTLE_NANOS = 1_000_000_000L;

  /** A request with a token that is under way is looked at for about 75 ms. */
  private static final int LOOKS_MAX = 4;

  private static final long LOOK_NANOS = 5_000_000L;

  /** How often a busy item may have been written after the timestamp of an attempt. */
  private static final int REFUSALS_MAX = 6;

  private final Context context;
  private final TransactionWrite write;
  private final Binary key;
  private final Binary digest;
  private final Consumer<WriteOutcome> reply;
  private boolean again;
  private int looks;

  WriteRun(Context context, TransactionWrite write, Consumer<WriteOutcome> reply) {
    this.context = context;
    this.write = write;
    this.reply = reply;
    String token = write.token();
    this.key = token == null ? context.randomKey() : RequestDigest.ofToken(token);
    this.digest = RequestDigest.of(write);
  }

  void start() {
    List<Long> partitions = write.partitions();
    if (partitions.size() > 1) {
      context
          .ledger()
          .ready(there -> {
            if (there) {
              begin(partitions, context.timestamps().next(), 0);
            } else {
              reply.accept(new WriteOutcome.Failed(Failures.internal()));
            }
          });
    } else if (write.token() == null) {
      new OnePhase(context, write, null, this::met, reply).start();
    } else {
      context
          .ledger()
          .ready(there -> {
            if (there) {
              new OnePhase(context, write, item(partitions, true), this::met, reply).start();
            } else {
              reply.accept(new WriteOutcome.Failed(Failures.internal()));
            }
          });
    }
  }

  /**
   * @param refusals how many attempts were too early for their items
   */
  private void begin(List<Long> partitions, long timestampMs, int refusals) {
    int more = refusals + 1;
    LongConsumer tooEarly =
        more == REFUSALS_MAX
            ? null
            : laterThanMs ->
                begin(partitions, context.timestamps().nextAfter(laterThanMs, more), more);
    new TwoPhases(context, write, item(partitions, false), timestampMs, this::met, tooEarly, reply)
        .start();
  }

  private LedgerItem item(List<Long> partitions, boolean alone) {
    return context.pending(context.attempt(key), digest, alone, partitions);
  }

  /**
   * The ledger has something of that token, and nothing was done for this request. How old it is
   * counts for nothing: what may be forgotten is gone ({@link LedgerSweep}).
   */
  private void met(@Nullable LedgerItem found) {
    if (found == null) {
      startAgain();
      return;
    }
    if (!found.digest().equals(digest)) {
      reply.accept(new WriteOutcome.Failed(Failures.mismatch()));
      return;
    }
    long ageMs = context.clock().wallMillis() - found.beganMs();
    // A clock that jumped must not keep a transaction in progress for hours; whose coordinator is
    // taken for dead too early, loses no more than this attempt.
    boolean living = Math.abs(ageMs) <= context.options().livingMillis();
    if (found.state() == State.PENDING && living) {
      context.mark(TransactionBranch.TOKEN_UNDER_WAY);
      lookAgain();
      return;
    }
    new Settlement(context, SETTLE_NANOS)
        .settle(
            found,
            end -> {
              switch (end) {
                case DONE -> {
                  context.mark(TransactionBranch.TOKEN_REPEATED);
                  reply.accept(new WriteOutcome.Repeated(found.readUnits()));
                }
                case CANCELLED -> {
                  context.mark(TransactionBranch.TOKEN_STARTED_AGAIN);
                  startAgain();
                }
                case OPEN -> reply.accept(new WriteOutcome.Failed(Failures.inProgress()));
              }
            });
  }

  /** It may be over, and the ledger not told yet; or over in a moment. */
  private void lookAgain() {
    if (looks >= LOOKS_MAX) {
      reply.accept(new WriteOutcome.Failed(Failures.inProgress()));
      return;
    }
    context
        .participants()
        .later(
            LOOK_NANOS << looks++,
            () ->
                context
                    .ledger()
                    .find(
                        key,
                        answer -> {
                          switch (answer) {
                            case Answer.Otherwise otherwise -> met(otherwise.found());
                            case Answer.Failed failed ->
                                reply.accept(
                                    new WriteOutcome.Failed(Failures.of(failed.response())));
                            case Answer.Done done -> lookAgain();
                          }
                        }));
  }

  private void startAgain() {
    if (again) {
      reply.accept(new WriteOutcome.Failed(Failures.inProgress()));
    } else {
      again = true;
      start();
    }
  }
}
