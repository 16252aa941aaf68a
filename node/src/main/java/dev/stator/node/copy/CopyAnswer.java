package dev.stator.node.copy;

import dev.stator.node.meta.Position;
import java.util.List;

/** What is answered to a {@link CopyRequest}. */
sealed interface CopyAnswer {
  /**
   * Rows in ascending order of their keys.
   *
   * @param readAt where the replica stood after the rows were read: no row is newer
   * @param end whether these are the last rows
   */
  record Chunk(Position readAt, boolean end, List<Row> rows) implements CopyAnswer {
    public Chunk {
      rows = List.copyOf(rows);
      if (rows.isEmpty() && !end) {
        throw new IllegalArgumentException("a chunk without rows that is not the last");
      }
    }
  }

  /** One row as it is in the store. */
  record Row(byte[] key, byte[] value) {}

  /** There are no rows to be had here, now or at all. */
  record Refused(Reason reason) implements CopyAnswer {}

  /** Why not. */
  enum Reason {
    /** The node has no whole storage replica of the partition. */
    NOT_HERE(1),
    /** The replica has not applied what was asked for. */
    BEHIND(2),
    /** Too many chunks wait to be read. */
    BUSY(3),
    /** The store could not be read. */
    FAILED(4);

    final byte code;

    Reason(int code) {
      this.code = (byte) code;
    }
  }
}
