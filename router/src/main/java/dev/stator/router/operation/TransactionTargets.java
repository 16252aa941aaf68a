package dev.stator.router.operation;

import dev.stator.model.ApiException;
import dev.stator.model.CanceledException;
import dev.stator.model.CancellationReason;
import dev.stator.model.capacity.TransactionLimits;
import dev.stator.model.key.PrimaryKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The items that a transaction names, and what is wrong with some of them. The service looks at the
 * whole request before it cancels it for a key that does not fit its table.
 */
final class TransactionTargets {
  private final List<@Nullable ApiException> problems = new ArrayList<>();
  private final Set<Target> targets = new HashSet<>();
  private boolean twice;
  private boolean wrong;

  private record Target(String table, PrimaryKey key) {}

  /** The next action is about this item. */
  void add(String table, PrimaryKey key) {
    problems.add(null);
    twice |= !targets.add(new Target(table, key));
  }

  /** The next action cannot be, for a reason that cancels the transaction. */
  void addProblem(ApiException problem) {
    problems.add(problem);
    wrong = true;
  }

  /** Refuses a transaction that has an item twice or one that cannot be. */
  void check() {
    if (twice) {
      throw ApiException.validation(
          "Transaction request cannot include multiple operations on one item");
    }
    if (wrong) {
      throw new CanceledException(problems.stream().map(TransactionTargets::reason).toList());
    }
  }

  private static CancellationReason reason(@Nullable ApiException problem) {
    return problem == null
        ? CancellationReason.NONE
        : new CancellationReason("ValidationError", problem.message(), null);
  }

  /** Refuses a transaction that writes too many bytes. */
  static void checkBytes(long bytes) {
    if (bytes > TransactionLimits.BYTES_MAX) {
      throw TransactionLimits.payload(bytes);
    }
  }
}
