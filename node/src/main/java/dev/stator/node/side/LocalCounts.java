package dev.stator.node.side;

import dev.stator.cluster.message.PartitionResponse.Count;
import dev.stator.cluster.wire.MalformedMessageException;
import dev.stator.cluster.wire.WireReader;
import dev.stator.cluster.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * How many rows each local index has in a partition and how large they are, as one side row: what
 * the row says is what the log entry that wrote it makes it. Version 1, {@code
 * docs/formats/side-rows-1.md}.
 *
 * @param indexes in the order of their row kinds
 */
public record LocalCounts(List<Count> indexes) {
  private static final int VERSION = 1;

  public LocalCounts {
    indexes = List.copyOf(indexes);
  }

  /** Those of so many indexes without rows. */
  public static LocalCounts none(int indexes) {
    List<Count> counts = new ArrayList<>();
    for (int i = 0; i < indexes; i++) {
      counts.add(Count.NONE);
    }
    return new LocalCounts(counts);
  }

  /** The same, with more rows and bytes in one of them. */
  public LocalCounts plus(int index, long items, long bytes) {
    List<Count> counts = new ArrayList<>(indexes);
    counts.set(index, counts.get(index).plus(items, bytes));
    return new LocalCounts(counts);
  }

  public byte[] encode() {
    WireWriter out = new WireWriter(8 + 2 * Long.BYTES * indexes.size());
    out.u8(VERSION);
    out.i32(indexes.size());
    for (Count count : indexes) {
      out.i64(count.items()).i64(count.bytes());
    }
    return out.toBytes();
  }

  /**
   * @throws MalformedMessageException when these bytes are no row of this version
   */
  public static LocalCounts decode(byte[] row) {
    WireReader in = new WireReader(row);
    in.version("row of counts", VERSION);
    LocalCounts counts = new LocalCounts(in.list(() -> new Count(in.longSize(), in.longSize())));
    in.end();
    return counts;
  }
}
