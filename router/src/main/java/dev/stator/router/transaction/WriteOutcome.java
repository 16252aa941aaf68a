package dev.stator.router.transaction;

import dev.stator.cluster.transaction.TransactionResponse.Sizes;
import dev.stator.model.ApiException;
import java.util.List;
import java.util.SortedMap;

/** How a write transaction ended. */
public sealed interface WriteOutcome {
  /**
   * All of it is done.
   *
   * @param sizes of the items, in the order of the request
   */
  record Done(List<Sizes> sizes) implements WriteOutcome {
    public Done {
      sizes = List.copyOf(sizes);
    }
  }

  /**
   * All of it was done before, for the same token.
   *
   * @param readUnits what it would cost to read the items, by table
   */
  record Repeated(SortedMap<String, Double> readUnits) implements WriteOutcome {}

  /** Nothing of it is done or, with an internal error, maybe all of it. */
  record Failed(ApiException error) implements WriteOutcome {}
}
