package dev.stator.node.copy;

import dev.stator.cluster.change.ChangePlace;
import dev.stator.cluster.rpc.Rpc;
import dev.stator.model.key.ByteRange;
import dev.stator.model.key.RowKeys;
import dev.stator.node.copy.CopyAnswer.Chunk;
import dev.stator.node.copy.CopyAnswer.Reason;
import dev.stator.node.copy.CopyAnswer.Refused;
import dev.stator.node.copy.CopyAnswer.Row;
import dev.stator.node.copy.CopyCodec1.MalformedCopyException;
import dev.stator.node.meta.MetaRows;
import dev.stator.node.meta.Position;
import dev.stator.node.side.SideRows;
import dev.stator.storage.engine.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongPredicate;

/**
 * Gives the rows of this node's whole replicas to nodes that ask for them. Chunks are read in lanes
 * of their own, so that they take neither the executors nor the lanes of clients' requests.
 */
public final class CopySource implements Rpc.Handler {
  private final Engine engine;
  private final LongPredicate whole;
  private final Lane lane;
  private final Consumer<String> problems;

  /** Where chunks are read; bounded. */
  @FunctionalInterface
  public interface Lane {
    /** False, and nothing happens, when too much waits already. */
    boolean offer(Runnable read);
  }

  /**
   * @param whole whether the node has a storage replica of a partition whose store lacks nothing;
   *     from any thread
   */
  public CopySource(Engine engine, LongPredicate whole, Lane lane, Consumer<String> problems) {
    this.engine = engine;
    this.whole = whole;
    this.lane = lane;
    this.problems = problems;
  }

  @Override
  public void handle(String from, byte[] bytes, Consumer<byte[]> reply) {
    CopyRequest request;
    try {
      request = CopyCodec1.decodeRequest(bytes);
    } catch (MalformedCopyException wrong) {
      problems.accept(
          "A request for rows from " + from + " is not understood: " + wrong.getMessage() + ".");
      answer(new Refused(Reason.FAILED), reply);
      return;
    }
    if (!lane.offer(() -> answer(read(request), reply))) {
      answer(new Refused(Reason.BUSY), reply);
    }
  }

  private void answer(CopyAnswer answer, Consumer<byte[]> reply) {
    reply.accept(CopyCodec1.encode(answer));
  }

  private CopyAnswer read(CopyRequest request) {
    try {
      return readNow(request);
    } catch (RuntimeException failed) {
      problems.accept(
          "Rows of partition " + request.partition() + " cannot be copied: " + failed.getMessage());
      return new Refused(Reason.FAILED);
    }
  }

  private CopyAnswer readNow(CopyRequest request) {
    long partition = request.partition();
    if (!whole.test(partition)) {
      return new Refused(Reason.NOT_HERE);
    }
    if (MetaRows.position(engine, partition).index() < request.pointIndex()) {
      return new Refused(Reason.BEHIND);
    }
    List<Row> rows = new ArrayList<>();
    boolean end = true;
    long bytes = 0;
    for (ByteRange space : toCopy(partition, request.pointIndex())) {
      ByteRange rest = space.after(request.afterKey());
      if (!end || rest.isEmpty()) {
        continue;
      }
      try (Engine.Cursor cursor = engine.scan(rest.from(), rest.to(), false)) {
        while (end && cursor.next()) {
          Row row = new Row(cursor.key(), cursor.value());
          rows.add(row);
          bytes += row.key().length + row.value().length;
          end = bytes < request.bytesMax();
        }
      }
    }
    // After the rows: what the cursor saw is not newer than this.
    Position readAt = MetaRows.position(engine, partition);
    // And the rows may have been taken away meanwhile.
    return whole.test(partition) ? new Chunk(readAt, end, rows) : new Refused(Reason.NOT_HERE);
  }

  /**
   * All that the log speaks of but for changes after the point, which its replay writes anyway:
   * otherwise a copy could go on for as long as somebody writes.
   */
  private static List<ByteRange> toCopy(long partition, long pointIndex) {
    ByteRange side = RowKeys.side(partition);
    byte[] laterChanges = SideRows.change(partition, new ChangePlace(pointIndex + 1, 0));
    return List.of(
        RowKeys.partition(partition),
        new ByteRange(side.from(), laterChanges),
        new ByteRange(SideRows.changes(partition).to(), side.to()));
  }
}
