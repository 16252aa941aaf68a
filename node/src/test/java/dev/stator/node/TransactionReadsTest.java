package dev.stator.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.transaction.TransactionResponse.RowState;
import dev.stator.consensus.EntryKind;
import dev.stator.model.AttributeValue;
import dev.stator.model.Item;
import dev.stator.model.item.EncodedItem;
import dev.stator.model.item.StoredRow;
import dev.stator.model.key.PrimaryKey;
import dev.stator.model.key.RowKeys;
import dev.stator.node.side.SideRows;
import dev.stator.storage.engine.Batch;
import dev.stator.storage.wal.LogEntry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a read transaction sees is of one moment, whatever the executor does meanwhile. */
class TransactionReadsTest {
  private static final long PARTITION = Writes.PARTITION;
  private static final byte[] A = rowKey("a");
  private static final byte[] B = rowKey("b");
  private static final List<byte[]> BOTH = List.of(A, B);

  private final RefusingEngine engine = new RefusingEngine();
  private final TransactionReads reads = new TransactionReads(PARTITION, engine);
  private long index;

  @BeforeEach
  void leads() {
    reads.lead();
    step(put(A), put(B));
  }

  private static byte[] rowKey(String key) {
    return RowKeys.itemKey(PARTITION, new PrimaryKey(new AttributeValue.S(key), null));
  }

  private static LogCommand.Row put(byte[] rowKey) {
    return new LogCommand.Row.Put(rowKey, EncodedItem.of(Writes.item(1)).bytes());
  }

  private static LogCommand.Row delete(byte[] rowKey) {
    return new LogCommand.Row.Delete(rowKey);
  }

  private static LogCommand.Row prepare(byte[] rowKey) {
    return new LogCommand.Row.Store(SideRows.pending(PARTITION, rowKey), new byte[] {1});
  }

  private static LogCommand.Row finish(byte[] rowKey) {
    return new LogCommand.Row.Delete(SideRows.pending(PARTITION, rowKey));
  }

  /** Applies an entry, as the applier does. */
  private void step(LogCommand.Row... rows) {
    index++;
    LogCommand command = new LogCommand(0, 0, 0, List.of(rows));
    Batch batch = new Batch();
    for (LogCommand.Row row : rows) {
      switch (row) {
        case LogCommand.Row.Put put -> batch.put(put.key(), StoredRow.encode(index, 0, put.item()));
        case LogCommand.Row.Store store -> batch.put(store.key(), store.value());
        case LogCommand.Row.Delete delete -> batch.delete(delete.key());
        case LogCommand.Row.DeleteRange range -> batch.deleteRange(range.key(), range.to());
      }
    }
    reads.begin();
    engine.write(batch);
    reads.end(List.of(new LogEntry(index, 1, EntryKind.COMMAND, new byte[0])), List.of(command));
  }

  private @Nullable List<RowState> read() {
    return reads.tryNow(BOTH, () -> true);
  }

  private static List<Long> versions(@Nullable List<RowState> states) {
    assertThat(states).isNotNull();
    return states.stream().map(RowState::version).toList();
  }

  private static List<Boolean> pending(@Nullable List<RowState> states) {
    assertThat(states).isNotNull();
    return states.stream().map(RowState::pending).toList();
  }

  @Test
  void pendingIsWhatIsPreparedInTheEngine() {
    assertThat(pending(read())).containsExactly(false, false);
    step(prepare(B));
    assertThat(pending(read())).containsExactly(false, true);
    step(put(B), finish(B));
    assertThat(pending(read())).containsExactly(false, false);
    assertThat(versions(read())).containsExactly(1L, 3L);
  }

  @Test
  void anAbsentItemHasTheVersionOfTheLastDeletion() {
    step(delete(A));
    assertThat(versions(read())).containsExactly(2L, 1L);
    step(put(A));
    step(delete(A));
    assertThat(versions(read())).containsExactly(4L, 1L);
    reads.rowsAsOf(9);
    assertThat(versions(read())).containsExactly(9L, 1L);
  }

  @Test
  void whoeverLeadsFindsWhatIsPrepared() {
    step(prepare(A));
    TransactionReads later = new TransactionReads(PARTITION, engine);
    later.lead();
    assertThat(pending(later.now(BOTH))).containsExactly(true, false);
  }

  @Test
  void aStepInBetweenIsNoticed() {
    engine.afterNextGet(() -> step(put(A), put(B)));
    assertThat(versions(read())).as("read again").containsExactly(2L, 2L);
    engine.afterNextGet(this::stepAgainAndAgain);
    assertThat(read()).as("too often").isNull();
  }

  private void stepAgainAndAgain() {
    step(put(A), put(B));
    engine.afterNextGet(this::stepAgainAndAgain);
  }

  @Test
  void whileRowsChangeNothingIsRead() {
    reads.begin();
    assertThat(read()).isNull();
    reads.end(List.of(), List.of());
    assertThat(read()).isNotNull();
  }

  /** The items that are prepared are forgotten then, and not the rows. */
  @Test
  void aReadThatSpansTwoLeadsIsNone() {
    step(prepare(A), prepare(B));
    engine.afterNextGet(reads::forget);
    assertThat(reads.tryNow(BOTH, new Once()::take)).isNull();
    engine.afterNextGet(() -> {
      reads.forget();
      reads.lead();
    });
    assertThat(pending(read())).containsExactly(true, true);
  }

  @Test
  void moreThanATransactionMayReadIsNoAnswer() {
    Item item = new Item(Map.of("k", new AttributeValue.S("x".repeat(399_999))));
    StoredRow row = StoredRow.of(StoredRow.encode(1, 0, EncodedItem.of(item).bytes()));
    RowState state = new RowState(row, 1, false);
    assertThat(TransactionReads.response(Collections.nCopies(10, state)))
        .isInstanceOf(PartitionResponse.Transacted.class);
    assertThat(TransactionReads.response(Collections.nCopies(11, state)))
        .isInstanceOfSatisfying(
            PartitionResponse.Refused.class,
            refused ->
                assertThat(refused.error()).hasMessage("Payload in response is too large.4400000"));
  }

  private static final class Once {
    private boolean taken;

    boolean take() {
      boolean first = !taken;
      taken = true;
      return first;
    }
  }

  @Test
  void threadsSeeOneMoment() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    List<String> wrong = Collections.synchronizedList(new ArrayList<>());
    long[] seen = new long[1];
    Thread reader =
        new Thread(() -> {
          while (!over.get() && wrong.isEmpty()) {
            List<RowState> states = read();
            if (states != null) {
              seen[0]++;
              boolean alike = states.getFirst().version() == states.getLast().version();
              boolean even = states.getFirst().version() % 2 == 0;
              if (!alike || states.getFirst().pending() != even) {
                wrong.add(states.toString());
              }
            }
          }
        });
    reader.start();
    // Rows of odd versions have nothing pending, those of even ones have.
    for (int i = 0; i < 20_000 && wrong.isEmpty(); i++) {
      step(put(A), put(B), prepare(A));
      step(put(A), finish(A), put(B));
    }
    over.set(true);
    reader.join();
    assertThat(wrong).isEmpty();
    assertThat(seen[0]).isPositive();
  }
}
