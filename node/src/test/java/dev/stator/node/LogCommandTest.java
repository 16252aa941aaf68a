package dev.stator.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.base.SeededRandom;
import dev.stator.cluster.change.ChangePlace;
import dev.stator.cluster.change.ChangeRecord;
import dev.stator.cluster.change.ChangeRecord.Kind;
import dev.stator.cluster.wire.ChangeCodec1;
import dev.stator.node.LogCommand.Change;
import dev.stator.node.LogCommand.Row;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Pins {@code docs/formats/log-command-1.md} and {@code log-command-2.md}. */
class LogCommandTest {
  private static final long TIMESTAMP = 0x0102030405060708L;
  private static final LogCommand ONE_ITEM =
      new LogCommand(
          TIMESTAMP, 0, -2, List.of(new Row.Put(new byte[] {1, 2}, new byte[] {3, 4, 5})));
  private static final String GOLDEN_1 =
      "01" // version
          + "0102030405060708" // timestamp
          + "02" // change
          + "fffffffe" // bytes
          + "0001" // rows
          + "01" // put
          + "00000002"
          + "0102"
          + "00000003"
          + "030405";
  private static final LogCommand SEVERAL =
      new LogCommand(
          TIMESTAMP,
          2,
          -3,
          List.of(
              new Row.Put(new byte[] {1, 2}, new byte[] {3, 4, 5}),
              new Row.Delete(new byte[] {6}),
              new Row.Store(new byte[] {7}, new byte[] {8, 9}),
              new Row.DeleteRange(new byte[] {10}, new byte[] {11})),
          List.of(
              new Change.OfRow(Kind.MODIFY, false, 0, new byte[] {12}, true),
              new Change.OfRow(Kind.REMOVE, true, 1, null, false),
              new Change.Touch(13, new byte[] {14}, new byte[] {15, 16})));
  private static final String GOLDEN_2 =
      "02" // version
          + "0102030405060708" // timestamp
          + "00000002" // items
          + "fffffffffffffffd" // bytes
          + "0004" // rows
          + ("01" + "00000002" + "0102" + "00000003" + "030405") // put
          + ("02" + "00000001" + "06") // delete
          + ("03" + "00000001" + "07" + "00000002" + "0809") // store
          + ("04" + "00000001" + "0a" + "00000001" + "0b") // delete a range
          + "0003" // changes
          + ("02" + "06" + "0000" + "00000001" + "0c")
          + ("03" + "01" + "0001")
          + ("04" + "00" + "000000000000000d" + "00000001" + "0e" + "00000002" + "0f10");

  @Test
  void oneItemIsWrittenAsEver() {
    assertThat(hex(ONE_ITEM)).isEqualTo(GOLDEN_1);
    assertThat(hex(LogCommand.nothing(5)))
        .isEqualTo("01" + "0000000000000005" + "00" + "00000000" + "0000");
    assertThat(hex(new LogCommand(5, 1, 7, List.of(new Row.Put(new byte[] {1}, new byte[] {2})))))
        .startsWith("01" + "0000000000000005" + "01" + "00000007");
    assertThat(hex(new LogCommand(5, -1, -7, List.of(new Row.Delete(new byte[] {1})))))
        .isEqualTo("01" + "0000000000000005" + "03" + "fffffff9" + "0001" + "02" + "0000000101");
  }

  @Test
  void severalRowsAndChangesAreWrittenAsDocumented() {
    assertThat(hex(SEVERAL)).isEqualTo(GOLDEN_2);
  }

  @Test
  void whatVersion1CannotSayIsVersion2() {
    Row put = new Row.Put(new byte[] {1}, new byte[] {2});
    for (LogCommand command :
        List.of(
            new LogCommand(1, 0, 0, List.of(put, put)),
            new LogCommand(1, 0, 0, List.of(new Row.Store(new byte[] {1}, new byte[] {2}))),
            new LogCommand(1, 0, 0, List.of(new Row.DeleteRange(new byte[] {1}, new byte[] {2}))),
            new LogCommand(1, 2, 0, List.of(put)),
            new LogCommand(1, 0, 1L << 31, List.of(put)),
            new LogCommand(
                1,
                0,
                0,
                List.of(put),
                List.of(new Change.OfRow(Kind.MODIFY, false, 0, null, true))),
            new LogCommand(
                1, 0, 0, List.of(), List.of(new Change.Touch(1, new byte[1], new byte[1]))))) {
      assertThat(hex(command)).startsWith("02");
      assertThat(hex(LogCommand.decode(command.encode()))).isEqualTo(hex(command));
    }
  }

  @Test
  void isReadAsWritten() {
    LogCommand one = LogCommand.decode(HexFormat.of().parseHex(GOLDEN_1));
    assertThat(hex(one)).isEqualTo(GOLDEN_1);
    assertThat(one.timestampMs()).isEqualTo(TIMESTAMP);
    assertThat(one.bytesDelta()).isEqualTo(-2);
    LogCommand several = LogCommand.decode(HexFormat.of().parseHex(GOLDEN_2));
    assertThat(hex(several)).isEqualTo(GOLDEN_2);
    assertThat(several.itemsDelta()).isEqualTo(2);
    assertThat(several.bytesDelta()).isEqualTo(-3);
  }

  @Test
  void aChangeBecomesARecord() {
    ChangeRecord modified = record(0);
    assertThat(modified.kind()).isEqualTo(Kind.MODIFY);
    assertThat(modified.rowKey()).containsExactly(1, 2);
    assertThat(modified.oldImage()).containsExactly(12);
    assertThat(modified.newImage()).containsExactly(3, 4, 5);
    ChangeRecord removed = record(1);
    assertThat(removed.expired()).isTrue();
    assertThat(removed.rowKey()).containsExactly(6);
    assertThat(removed.oldImage()).isNull();
    assertThat(removed.newImage()).isNull();
    ChangeRecord touched = record(2);
    assertThat(touched.kind()).isEqualTo(Kind.TOUCH);
    assertThat(touched.indexId()).isEqualTo(13);
    assertThat(touched.newImage()).containsExactly(15, 16);
    assertThat(HexFormat.of().formatHex(ChangeCodec1.encode(removed)))
        .isEqualTo(
            "01" // version
                + "03" // kind
                + "01" // flags
                + "0102030405060708" // timestamp
                + "0000000000000000" // index
                + ("00000001" + "06") // row key
                + "ffffffff" // old image
                + "ffffffff"); // new image
  }

  private static ChangeRecord record(int position) {
    ChangePlace place = new ChangePlace(3, position);
    ChangeRecord made = SEVERAL.record(place, SEVERAL.changes().get(position));
    ChangeRecord read = ChangeCodec1.decode(place, ChangeCodec1.encode(made));
    assertThat(read).usingRecursiveComparison().isEqualTo(made);
    return made;
  }

  @Test
  void aChangeOfNoItemIsNone() {
    List<Row> rows = List.of(new Row.Store(new byte[] {1}, new byte[] {2}));
    for (int row : new int[] {-1, 0, 1}) {
      List<Change> changes = List.of(new Change.OfRow(Kind.MODIFY, false, row, null, true));
      assertThatThrownBy(() -> new LogCommand(1, 0, 0, rows, changes))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void everyCutIsRefused() {
    for (LogCommand command : List.of(ONE_ITEM, SEVERAL)) {
      byte[] whole = command.encode();
      for (int length = 0; length < whole.length; length++) {
        byte[] cut = Arrays.copyOf(whole, length);
        assertThat(refused(cut)).as("%d bytes", length).isNotNull();
      }
      assertThat(refused(Arrays.copyOf(whole, whole.length + 1))).isNotNull();
    }
  }

  @Test
  void hostileBytesAreRefusedOrRead() {
    SeededRandom random = new SeededRandom(7);
    int refused = 0;
    for (int i = 0; i < 40_000; i++) {
      byte[] bytes = (i % 2 == 0 ? ONE_ITEM : SEVERAL).encode();
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      refused += refused(bytes) == null ? 0 : 1;
    }
    assertThat(refused).isGreaterThan(10_000);
  }

  private static @Nullable IllegalStateException refused(byte[] bytes) {
    try {
      LogCommand.decode(bytes);
      return null;
    } catch (IllegalStateException expected) {
      return expected;
    }
  }

  private static String hex(LogCommand command) {
    return HexFormat.of().formatHex(command.encode());
  }
}
