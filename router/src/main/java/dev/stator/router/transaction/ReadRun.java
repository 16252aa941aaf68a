package dev.stator.router.transaction;

import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.message.TransactionRequest;
import dev.stator.cluster.transaction.TransactionResponse;
import dev.stator.cluster.transaction.TransactionResponse.Cause;
import dev.stator.cluster.transaction.TransactionResponse.Reason;
import dev.stator.cluster.transaction.TransactionResponse.RowState;
import dev.stator.model.capacity.TransactionLimits;
import dev.stator.model.item.StoredRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A read transaction: rounds of strong reads until one finds what the one before it found, and
 * nothing under way. Then all items were as they are answered at every instant between the two.
 * Each partition reads its items at one moment, so that one partition needs one round.
 */
final class ReadRun {
  private final Context context;
  private final TransactionRead read;
  private final SortedMap<Long, List<Integer>> slots = new TreeMap<>();
  private final Consumer<ReadOutcome> reply;
  private final Map<Long, PartitionResponse> answers = new ConcurrentSkipListMap<>();
  private final AtomicInteger missing = new AtomicInteger();
  private @Nullable List<RowState> before;
  private int rounds;

  ReadRun(Context context, TransactionRead read, Consumer<ReadOutcome> reply) {
    this.context = context;
    this.read = read;
    this.reply = reply;
    for (int i = 0; i < read.gets().size(); i++) {
      slots.computeIfAbsent(read.gets().get(i).partition(), partition -> new ArrayList<>()).add(i);
    }
  }

  void round() {
    rounds++;
    answers.clear();
    missing.set(slots.size());
    slots.forEach((partition, places) ->
        context
            .participants()
            .ask(
                partition,
                new TransactionRequest.Read(
                    places.stream().map(place -> read.gets().get(place).rowKey()).toList()),
                response -> {
                  answers.put(partition, response);
                  if (missing.decrementAndGet() == 0) {
                    compare();
                  }
                }));
  }

  private void compare() {
    List<RowState> now = new ArrayList<>(Collections.nCopies(read.gets().size(), NOTHING));
    for (Map.Entry<Long, PartitionResponse> answer : answers.entrySet()) {
      List<Integer> places = slots.getOrDefault(answer.getKey(), List.of());
      if (answer.getValue() instanceof PartitionResponse.Transacted transacted
          && transacted.response() instanceof TransactionResponse.Rows rows
          && rows.rows().size() == places.size()) {
        for (int i = 0; i < places.size(); i++) {
          now.set(places.get(i), rows.rows().get(i));
        }
      } else {
        reply.accept(new ReadOutcome.Failed(Failures.of(answer.getValue())));
        return;
      }
    }
    List<Reason> reasons = disagreements(now);
    if (reasons.stream().allMatch(reason -> reason.cause() == Cause.NONE)) {
      if (before != null || slots.size() == 1) {
        reply.accept(outcome(now));
        return;
      }
      before = now;
      round();
    } else if (rounds >= context.options().roundsMax()) {
      context.mark(TransactionBranch.READ_GIVEN_UP);
      reply.accept(new ReadOutcome.Failed(Failures.canceled(reasons)));
    } else {
      context.mark(TransactionBranch.READ_AGAIN);
      before = now;
      context.participants().later(this::round);
    }
  }

  private static ReadOutcome outcome(List<RowState> states) {
    List<@Nullable StoredRow> rows = new ArrayList<>();
    long bytes = 0;
    for (RowState state : states) {
      StoredRow row = state.row();
      rows.add(row);
      bytes += row == null ? 0 : row.view().sizeBytes();
    }
    return bytes > TransactionLimits.BYTES_MAX
        ? new ReadOutcome.Failed(TransactionLimits.answer(bytes))
        : new ReadOutcome.Done(rows);
  }

  private static final RowState NOTHING = new RowState(null, 0, true);

  /** The items that somebody is at. */
  private List<Reason> disagreements(List<RowState> now) {
    List<RowState> last = before;
    List<Reason> reasons = new ArrayList<>();
    for (int i = 0; i < now.size(); i++) {
      RowState state = now.get(i);
      boolean changed =
          last != null
              && slots.size() > 1
              && (last.get(i).version() != state.version()
                  || (last.get(i).row() == null) != (state.row() == null));
      reasons.add(state.pending() || changed ? new Reason(Cause.CONFLICT, "", null) : Reason.NONE);
    }
    return reasons;
  }
}
