package dev.stator.model;

import java.util.List;
import java.util.stream.Collectors;

/** {@code TransactionCanceledException}: the service's only error with a list. */
public final class CanceledException extends ApiException {
  private static final long serialVersionUID = 1L;

  private final transient List<CancellationReason> reasons;

  /**
   * @param reasons in the order of the transaction's actions
   */
  public CanceledException(List<CancellationReason> reasons) {
    super(ErrorCode.TRANSACTION_CANCELED, message(reasons));
    this.reasons = List.copyOf(reasons);
  }

  private static String message(List<CancellationReason> reasons) {
    return reasons.stream()
        .map(CancellationReason::code)
        .collect(
            Collectors.joining(
                ", ",
                "Transaction cancelled, please refer cancellation reasons for specific reasons [",
                "]"));
  }

  public List<CancellationReason> reasons() {
    return reasons;
  }
}
