package dev.stator.cluster.transaction;

import dev.stator.model.Item;
import dev.stator.model.capacity.IndexUnits;
import dev.stator.model.capacity.ItemSizes;
import dev.stator.model.capacity.TransactionLimits;
import dev.stator.model.item.StoredRow;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a step of a transaction at one partition. */
public sealed interface TransactionResponse {
  /**
   * All actions are prepared, or done.
   *
   * @param sizes of the items, in the order of the actions
   */
  record Accepted(List<Sizes> sizes) implements TransactionResponse {
    public Accepted {
      sizes = List.copyOf(sizes);
    }
  }

  /**
   * Nothing is prepared or done.
   *
   * @param reasons in the order of the actions
   * @param laterThanMs what the timestamp has to be later than; 0 when it is not the timestamp
   */
  record Rejected(List<Reason> reasons, long laterThanMs) implements TransactionResponse {
    public Rejected {
      reasons = List.copyOf(reasons);
    }
  }

  /**
   * Nothing of the transaction is left to be finished here.
   *
   * @param written whether its one-phase write was done here, as far as was asked with a seal
   */
  record Finished(boolean written) implements TransactionResponse {}

  /**
   * The rows that were asked for.
   *
   * @param rows in the order of the keys
   */
  record Rows(List<RowState> rows) implements TransactionResponse {
    public Rows {
      rows = List.copyOf(rows);
    }
  }

  /**
   * An item's size before and after, in bytes; 0 when there is none.
   *
   * @param oldBytes before
   * @param newBytes after
   * @param collectionBytes the size of the item's collection with all that the transaction changes
   *     in it up to this item; -1 when the table has no local index, or the item is only checked
   * @param indexUnits what the write consumes in indexes that it changes, if that was asked for
   */
  record Sizes(int oldBytes, int newBytes, long collectionBytes, List<IndexUnits> indexUnits) {
    public Sizes {
      indexUnits = List.copyOf(indexUnits);
    }

    /** Of a table without indexes. */
    public Sizes(int oldBytes, int newBytes) {
      this(oldBytes, newBytes, -1, List.of());
    }

    public Sizes withCollection(long bytes) {
      return new Sizes(oldBytes, newBytes, bytes, indexUnits);
    }

    public Sizes withIndexUnits(List<IndexUnits> units) {
      return new Sizes(oldBytes, newBytes, collectionBytes, units);
    }
  }

  /**
   * One row, as it was read.
   *
   * @param row null when there is none
   * @param version changes whenever the row does, and for an absent row maybe more often
   * @param pending whether a transaction was prepared on it
   */
  record RowState(@Nullable StoredRow row, long version, boolean pending) {}

  /**
   * Why an action cannot be done.
   *
   * @param message what the service says of it; empty for {@link Cause#NONE}
   * @param item as it was found, for a failed condition that asked for it
   */
  record Reason(Cause cause, String message, @Nullable Item item) {
    /** Nothing speaks against the action. */
    public static final Reason NONE = new Reason(Cause.NONE, "", null);

    /**
     * As many of the items, in order, as an answer has room for ({@link
     * TransactionLimits#FOUND_BYTES_MAX}). An item that has no room is left out, the reason is not.
     */
    public static List<Reason> fitting(List<Reason> reasons) {
      List<Reason> fitting = new ArrayList<>(reasons.size());
      long bytes = 0;
      for (Reason reason : reasons) {
        Item item = reason.item();
        int size = item == null ? 0 : ItemSizes.of(item);
        boolean fits = bytes + size <= TransactionLimits.FOUND_BYTES_MAX;
        bytes += fits ? size : 0;
        fitting.add(fits ? reason : new Reason(reason.cause(), reason.message(), null));
      }
      return fitting;
    }
  }

  /** Kinds of reasons. */
  enum Cause {
    NONE(0),
    CONDITION(1),
    CONFLICT(2),
    VALIDATION(3),
    COLLECTION_SIZE(4),
    THROTTLED(5);

    private final int code;

    Cause(int code) {
      this.code = code;
    }

    /** As formats have it. */
    public int code() {
      return code;
    }
  }
}
