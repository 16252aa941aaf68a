package dev.stator.router.transaction;

import dev.stator.model.ApiException;
import dev.stator.model.item.StoredRow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a read transaction ended. */
public sealed interface ReadOutcome {
  /**
   * All items as they were at one instant.
   *
   * @param rows in the order of the request; null for an item that is not there
   */
  record Done(List<@Nullable StoredRow> rows) implements ReadOutcome {}

  /** Nothing was read. */
  record Failed(ApiException error) implements ReadOutcome {}
}
