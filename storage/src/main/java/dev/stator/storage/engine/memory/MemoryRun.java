package dev.stator.storage.engine.memory;

import dev.stator.base.Check;
import dev.stator.storage.engine.Engine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** Rows that wait to be taken into a store in memory. */
final class MemoryRun implements Engine.Run {
  private final Consumer<List<Row>> ingest;
  private List<Row> rows = new ArrayList<>();
  private long bytes;
  private boolean ended;

  record Row(byte[] key, byte[] value) {}

  /**
   * @param ingest takes the rows in, of which there is at least one
   */
  MemoryRun(Consumer<List<Row>> ingest) {
    this.ingest = ingest;
  }

  @Override
  public void put(byte[] key, byte[] value) {
    Check.that(!ended, "a run that has ended takes no more rows");
    Check.that(
        rows.isEmpty() || Arrays.compareUnsigned(rows.getLast().key(), key) < 0,
        "rows of a run come in order");
    rows.add(new Row(key, value));
    bytes += key.length + value.length;
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public void ingest() {
    Check.that(!ended, "a run is ingested once");
    ended = true;
    if (!rows.isEmpty()) {
      ingest.accept(rows);
    }
  }

  @Override
  public void close() {
    ended = true;
    rows = List.of();
  }
}
