package dev.stator.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.base.SeededRandom;
import dev.stator.node.LogCommand.Change;
import dev.stator.node.LogCommand.Row;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pins format 1 of {@code docs/formats/log-command-1.md}. */
class LogCommandTest {
  private static final LogCommand COMMAND =
      new LogCommand(
          0x0102030405060708L,
          Change.MODIFY,
          -2,
          List.of(new Row(new byte[] {1, 2}, new byte[] {3, 4, 5}), new Row(new byte[] {6}, null)));
  private static final String GOLDEN =
      "01"
          + "0102030405060708"
          + "02"
          + "fffffffe"
          + "0002"
          + "01"
          + "00000002"
          + "0102"
          + "00000003"
          + "030405"
          + "02"
          + "00000001"
          + "06";

  @Test
  void isWrittenAsDocumented() {
    assertThat(HexFormat.of().formatHex(COMMAND.encode())).isEqualTo(GOLDEN);
    assertThat(HexFormat.of().formatHex(LogCommand.nothing(5).encode()))
        .isEqualTo("01" + "0000000000000005" + "00" + "00000000" + "0000");
  }

  @Test
  void isReadAsWritten() {
    LogCommand read = LogCommand.decode(HexFormat.of().parseHex(GOLDEN));
    assertThat(read.encode()).isEqualTo(COMMAND.encode());
    assertThat(read.timestampMs()).isEqualTo(COMMAND.timestampMs());
    assertThat(read.rows().get(1).item()).isNull();
    for (Change change : Change.values()) {
      byte[] bytes = new LogCommand(1, change, 0, List.of()).encode();
      assertThat(LogCommand.decode(bytes).change()).isEqualTo(change);
    }
  }

  @Test
  void everyCutIsRefused() {
    byte[] whole = COMMAND.encode();
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> LogCommand.decode(cut)).isInstanceOf(IllegalStateException.class);
    }
    byte[] longer = Arrays.copyOf(whole, whole.length + 1);
    assertThatThrownBy(() -> LogCommand.decode(longer)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void hostileBytesAreRefusedOrRead() {
    SeededRandom random = new SeededRandom(7);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = COMMAND.encode();
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        LogCommand.decode(bytes);
      } catch (IllegalStateException expected) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(5_000);
  }
}
