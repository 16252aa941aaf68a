package dev.stator.cluster.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.base.SeededRandom;
import dev.stator.cluster.wire.MalformedMessageException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class DirectoryCodec1Test {
  private static final DirectoryCodec1.Question QUESTION = new DirectoryCodec1.Question(258, 300);
  private static final SystemDelta DELTA =
      new SystemDelta(
          5,
          9,
          12,
          false,
          true,
          List.of(
              new SystemChange(7, "table", "t", new byte[] {1, 2, 3}),
              new SystemChange(9, "node", "é", null)));

  private static final String GOLDEN_QUESTION = "010000000000000102000000000000012c";
  private static final String GOLDEN_DELTA =
      "0102000000000000000500000000000000090000" + "00000000000c00000002";

  @Test
  void version1IsPinned() {
    assertThat(hex(DirectoryCodec1.encode(QUESTION))).isEqualTo(GOLDEN_QUESTION);
    assertThat(hex(DirectoryCodec1.encode(DELTA)))
        .isEqualTo(
            GOLDEN_DELTA
                + "0000000000000007"
                + "00057461626c65"
                + "000174"
                + "00000003010203"
                + "0000000000000009"
                + "00046e6f6465"
                + "0002c3a9"
                + "ffffffff");
  }

  @Test
  void comesBackAsItWas() {
    assertThat(DirectoryCodec1.question(DirectoryCodec1.encode(QUESTION))).isEqualTo(QUESTION);
    SystemDelta back = DirectoryCodec1.delta(DirectoryCodec1.encode(DELTA));
    assertThat(back.through()).isEqualTo(9);
    assertThat(back.version()).isEqualTo(12);
    assertThat(back.more()).isTrue();
    assertThat(back.changes()).hasSize(2);
    assertThat(back.changes().get(0).item()).containsExactly(1, 2, 3);
    assertThat(back.changes().get(1).name()).isEqualTo("é");
  }

  @Test
  void whateverComesInIsAMessageOrIsRefused() {
    SeededRandom random = new SeededRandom(1);
    byte[] whole = DirectoryCodec1.encode(DELTA);
    for (int i = 0; i < whole.length; i++) {
      byte[] cut = Arrays.copyOf(whole, i);
      assertThatThrownBy(() -> DirectoryCodec1.delta(cut))
          .isInstanceOf(MalformedMessageException.class);
    }
    for (int i = 0; i < 20_000; i++) {
      byte[] wrong = whole.clone();
      wrong[random.nextInt(wrong.length)] = (byte) random.nextLong();
      try {
        DirectoryCodec1.delta(wrong);
      } catch (MalformedMessageException refused) {
        assertThat(refused.getMessage()).isNotEmpty();
      }
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
