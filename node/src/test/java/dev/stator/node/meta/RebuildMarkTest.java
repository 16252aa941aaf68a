package dev.stator.node.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.base.SeededRandom;
import dev.stator.consensus.Membership;
import dev.stator.consensus.RebuildPoint;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Pins format 1 of {@code docs/formats/meta-rows-1.md}. */
class RebuildMarkTest {
  private static final RebuildPoint POINT = new RebuildPoint(77, 4, Membership.storage("a~1"));
  private static final RebuildMark MARK =
      RebuildMark.begun(POINT)
          .through(new byte[] {1}, 80, new Position(79, 5, 600))
          .through(new byte[] {1, 2}, 78, new Position(78, 1, 1))
          .complete();

  @Test
  void isWrittenAsDocumented() {
    assertThat(HexFormat.of().formatHex(MARK.encode()))
        .isEqualTo(
            "01"
                + "03"
                + "000000000000004d"
                + "0000000000000004"
                + "0000000000000050"
                + "000000000000004f0000000000000005"
                + "0000000000000258"
                + "00000002"
                + "0102"
                + "0100000001"
                + "01"
                + "01"
                + "03"
                + "617e31"
                + "00");
    assertThat(HexFormat.of().formatHex(new Position(1, 2, 3).encode()))
        .isEqualTo("000000000000000100000000000000020000000000000003");
  }

  @Test
  void isReadAsWritten() {
    for (RebuildMark mark : new RebuildMark[] {MARK, RebuildMark.begun(POINT)}) {
      RebuildMark read = RebuildMark.decode(mark.encode());
      assertThat(read.point()).isEqualTo(mark.point());
      assertThat(read.resumeKey()).isEqualTo(mark.resumeKey());
      assertThat(read.highestIndex()).isEqualTo(mark.highestIndex());
      assertThat(read.counts()).isEqualTo(mark.counts());
      assertThat(read.copied()).isEqualTo(mark.copied());
    }
  }

  @Test
  void keepsTheHighestIndexAndTheFirstCounts() {
    assertThat(MARK.highestIndex()).isEqualTo(80);
    assertThat(MARK.counts()).isEqualTo(new Position(79, 5, 600));
    assertThatThrownBy(
            () -> RebuildMark.begun(POINT).through(new byte[0], 80, new Position(76, 0, 0)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatIsNoMarkIsRefused() {
    byte[] whole = MARK.encode();
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> RebuildMark.decode(cut)).isInstanceOf(IllegalStateException.class);
    }
    SeededRandom random = new SeededRandom(5);
    for (int i = 0; i < 20_000; i++) {
      byte[] wrong = whole.clone();
      wrong[random.nextInt(wrong.length)] = (byte) random.nextInt(256);
      try {
        RebuildMark.decode(wrong);
      } catch (IllegalStateException refused) {
        assertThat(refused).hasMessageContaining("mark");
      }
    }
  }
}
