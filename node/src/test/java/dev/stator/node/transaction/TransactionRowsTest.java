package dev.stator.node.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.cluster.transaction.TransactionId;
import dev.stator.model.Binary;
import dev.stator.node.side.SideRows;
import dev.stator.node.transaction.PendingRow.Effect;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransactionRowsTest {
  private static final TransactionId ID = TransactionId.of(60_000L * 5, -1, 2, 3);

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  @Test
  void rowsOfVersion1NeverChange() {
    PendingRow put = new PendingRow(ID, 7, 8, Effect.PUT, new byte[] {1, 0});
    assertThat(hex(put.encode()))
        .isEqualTo(
            "01"
                + "0000017fffffffff00000000000000020000000000000003"
                + "0000000000000007"
                + "0000000000000008"
                + "02"
                + "0100");
    assertThat(hex(new DoneRow(true, 9).encode())).isEqualTo("01" + "01" + "0000000000000009");
    assertThat(hex(new DoneRow(false, 9).encode())).isEqualTo("01" + "00" + "0000000000000009");
    DeletionClock clock = new DeletionClock();
    assertThat(hex(clock.rowFor(5))).isEqualTo("01" + "00000000000003ed");
    assertThat(hex(SideRows.pending(1, new byte[] {9}))).isEqualTo("8100000000000000010609");
    assertThat(hex(SideRows.done(1, ID)))
        .isEqualTo("81000000000000000107" + "0000017fffffffff00000000000000020000000000000003");
    assertThat(hex(SideRows.clock(1))).isEqualTo("81000000000000000108");
  }

  @Test
  void decodesWhatItEncodes() {
    for (PendingRow row :
        List.of(
            new PendingRow(ID, 7, 8, Effect.PUT, new byte[] {1, 0}),
            new PendingRow(ID, 7, 8, Effect.CHECK, null),
            new PendingRow(ID, 7, 8, Effect.DELETE, null))) {
      assertThat(PendingRow.decode(row.encode())).usingRecursiveComparison().isEqualTo(row);
      byte[] bytes = row.encode();
      for (int length = 0; length < bytes.length; length++) {
        byte[] cut = Arrays.copyOf(bytes, length);
        if (length < bytes.length - 1 || row.item() == null) {
          assertThatThrownBy(() -> PendingRow.decode(cut))
              .isInstanceOf(IllegalStateException.class);
        }
      }
    }
    assertThat(DoneRow.decode(new DoneRow(true, 9).encode())).isEqualTo(new DoneRow(true, 9));
    assertThatThrownBy(() -> DoneRow.decode(new byte[] {2, 0, 0, 0, 0, 0, 0, 0, 0, 0}))
        .isInstanceOf(IllegalStateException.class);
    assertThat(SideRows.idOfDone(SideRows.done(1, ID))).isEqualTo(ID);
    assertThat(SideRows.itemOfPending(SideRows.pending(1, new byte[] {9, 8})))
        .containsExactly(9, 8);
  }

  @Test
  void idsOfABucketLieTogether() {
    assertThat(ID.bucket()).isEqualTo(5);
    assertThat(SideRows.done(1, 5).contains(SideRows.done(1, ID))).isTrue();
    assertThat(SideRows.done(1, 4).contains(SideRows.done(1, ID))).isFalse();
    assertThat(SideRows.done(1, 6).contains(SideRows.done(1, ID))).isFalse();
    assertThat(SideRows.doneFrom(1, 5).contains(SideRows.done(1, ID))).isTrue();
    assertThat(SideRows.doneFrom(1, 6).contains(SideRows.done(1, ID))).isFalse();
    assertThat(TransactionId.of(-1, 0, 0, 0).attempt()).isNotNegative();
  }

  @Test
  void fewDeletionsWriteTheClock() {
    DeletionClock clock = new DeletionClock();
    assertThat(clock.rowFor(100)).isNotNull();
    clock.deleted(100);
    assertThat(clock.highestMs()).isEqualTo(100);
    assertThat(clock.rowFor(1_100)).isNull();
    clock.deleted(1_100);
    assertThat(clock.highestMs()).isEqualTo(1_100);
    byte[] next = clock.rowFor(1_101);
    assertThat(next).isNotNull();
    DeletionClock successor = new DeletionClock();
    successor.load(next);
    assertThat(successor.highestMs()).as("no less than any deletion before").isEqualTo(2_101);
  }

  @Test
  void doneRowsGoByTheMinuteOnceNoMoreHaveCome() {
    DoneBuckets buckets = new DoneBuckets();
    buckets.note(5, 0);
    buckets.note(6, 10);
    buckets.note(5, 50);
    assertThat(buckets.takeOld(60, 50)).isEqualTo(6);
    assertThat(buckets.takeOld(60, 50)).isEqualTo(-1);
    assertThat(buckets.takeOld(100, 50)).isEqualTo(5);
    assertThat(buckets.isEmpty()).isTrue();
  }

  @Test
  void whatWaitsIsNamedInTurns() {
    PendingItems items = new PendingItems();
    TransactionId other = new TransactionId(1, 1, 1);
    Binary one = new Binary(new byte[] {1});
    Binary two = new Binary(new byte[] {2});
    items.add(ID, one, 0);
    items.add(ID, two, 0);
    items.add(other, new Binary(new byte[] {3}), 5);
    assertThat(items.waiting(9, 10, 9)).isEmpty();
    assertThat(items.waiting(20, 10, 1)).containsExactly(new PendingItems.Waiting(ID, 20));
    assertThat(items.waiting(21, 10, 1)).containsExactly(new PendingItems.Waiting(other, 16));
    assertThat(items.waiting(22, 10, 9)).isEmpty();
    assertThat(items.of(ID)).containsExactly(one, two);
    items.remove(ID);
    assertThat(items.has(one)).isFalse();
    assertThat(items.of(ID)).isEmpty();
    assertThat(items.hasRoom(PendingItems.ITEMS_MAX)).isFalse();
    items.remove(other);
    assertThat(items.hasRoom(PendingItems.ITEMS_MAX)).isTrue();
  }
}
