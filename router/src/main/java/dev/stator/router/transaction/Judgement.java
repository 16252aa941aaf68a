package dev.stator.router.transaction;

import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.transaction.TransactionResponse;
import dev.stator.cluster.transaction.TransactionResponse.Cause;
import dev.stator.cluster.transaction.TransactionResponse.Reason;
import dev.stator.cluster.transaction.TransactionResponse.Sizes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the answers of all partitions to their first step come to. Pure. */
sealed interface Judgement {
  /** All may be done. */
  record Accepted(List<Sizes> sizes) implements Judgement {}

  Sizes UNCHANGED = new Sizes(0, 0);

  /**
   * All may be done by a transaction with a later timestamp.
   *
   * @param conflicts reasons to cancel it for, should there be no later one: at the items of the
   *     partitions that want it
   */
  record TooEarly(long laterThanMs, List<Reason> conflicts) implements Judgement {}

  /** It cannot be done, for these reasons. */
  record Rejected(List<Reason> reasons) implements Judgement {}

  /**
   * Nobody knows whether it can be done.
   *
   * @param response of the partition that stands for all
   */
  record Failed(PartitionResponse response) implements Judgement {}

  /**
   * @param answers of each partition that takes part
   */
  static Judgement of(TransactionWrite write, Map<Long, PartitionResponse> answers) {
    List<Reason> reasons = new ArrayList<>(Collections.nCopies(write.parts().size(), Reason.NONE));
    List<Reason> conflicts = new ArrayList<>(reasons);
    List<Sizes> sizes = new ArrayList<>(Collections.nCopies(write.parts().size(), UNCHANGED));
    boolean accepted = true;
    boolean refused = false;
    long laterThanMs = 0;
    @Nullable PartitionResponse failed = null;
    for (Map.Entry<Long, PartitionResponse> answer : answers.entrySet()) {
      List<Integer> slots = write.slots(answer.getKey());
      switch (answer.getValue()) {
        case PartitionResponse.Transacted(TransactionResponse.Accepted yes)
            when yes.sizes().size() == slots.size() -> {
          for (int i = 0; i < slots.size(); i++) {
            sizes.set(slots.get(i), yes.sizes().get(i));
          }
        }
        case PartitionResponse.Transacted(TransactionResponse.Rejected rejected)
            when rejected.reasons().size() == slots.size() -> {
          accepted = false;
          laterThanMs = Math.max(laterThanMs, rejected.laterThanMs());
          for (int i = 0; i < slots.size(); i++) {
            Reason reason = rejected.reasons().get(i);
            reasons.set(slots.get(i), reason);
            refused |= reason.cause() != Cause.NONE;
            if (rejected.laterThanMs() > 0) {
              conflicts.set(slots.get(i), new Reason(Cause.CONFLICT, "", null));
            }
          }
        }
        case PartitionResponse.Busy busy -> {
          refused = true;
          slots.forEach(slot -> reasons.set(slot, new Reason(Cause.THROTTLED, "", null)));
        }
        default -> failed = failed == null ? answer.getValue() : failed;
      }
    }
    if (failed != null) {
      return new Failed(failed);
    }
    if (refused) {
      return new Rejected(Reason.fitting(reasons));
    }
    if (laterThanMs > 0) {
      return new TooEarly(laterThanMs, conflicts);
    }
    return accepted
        ? new Accepted(sizes)
        : new Failed(new PartitionResponse.Failed("a refusal without a reason"));
  }
}
