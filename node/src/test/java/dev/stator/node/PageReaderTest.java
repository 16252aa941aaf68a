package dev.stator.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.cluster.message.PartitionRequest.ReadPage;
import dev.stator.cluster.message.PartitionRequest.RowKind;
import dev.stator.cluster.message.PartitionResponse.Page;
import dev.stator.model.AttributeValue;
import dev.stator.model.Item;
import dev.stator.model.ScalarType;
import dev.stator.model.item.StoredRow;
import dev.stator.model.key.ByteRange;
import dev.stator.model.key.IndexRowKeys;
import dev.stator.model.key.PrimaryKey;
import dev.stator.model.key.RowKeys;
import dev.stator.storage.engine.Batch;
import dev.stator.storage.engine.memory.MemoryEngine;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PageReaderTest {
  private static final AttributeValue HASH = new AttributeValue.S("a");
  private static final int ITEMS = 2 * PageReader.PASSED_OVER_MAX + 50;

  private final MemoryEngine engine = new MemoryEngine(256 << 20);

  /** A local index that has one row behind very many items without it. */
  @Test
  void manyRowsOfAnotherKindEndAPageBeforeItIsFull() {
    Batch batch = new Batch();
    byte[] item = StoredRow.encode(1, 2, new Item(Map.of("k", HASH)));
    for (int i = 0; i < ITEMS; i++) {
      batch.put(RowKeys.itemKey(7, new PrimaryKey(HASH, Writes.number(i))), item);
    }
    PrimaryKey last = new PrimaryKey(HASH, Writes.number(ITEMS));
    batch.put(IndexRowKeys.local(7, 0, Writes.number(1), last), item);
    engine.write(batch);

    ByteRange range = RowKeys.partition(7);
    int pages = 0;
    int scanned = 0;
    while (true) {
      Page page = read(range);
      pages++;
      scanned += page.scanned();
      byte[] at = page.lastRowKey();
      if (at == null) {
        break;
      }
      assertThat(page.rows()).isEmpty();
      range = range.after(Objects.requireNonNull(at));
    }
    assertThat(pages).isEqualTo(3);
    assertThat(scanned).isEqualTo(1);
  }

  private Page read(ByteRange range) {
    RowKind kind = new RowKind(ScalarType.S, IndexRowKeys.localKind(0));
    return (Page)
        PageReader.read(
            engine, new ReadPage(7, range, false, 10, 1 << 20, null, false, true, kind));
  }
}
