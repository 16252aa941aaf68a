package dev.stator.node.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.base.Crc32c;
import dev.stator.base.SeededRandom;
import dev.stator.node.copy.CopyAnswer.Chunk;
import dev.stator.node.copy.CopyAnswer.Reason;
import dev.stator.node.copy.CopyAnswer.Refused;
import dev.stator.node.copy.CopyAnswer.Row;
import dev.stator.node.copy.CopyCodec1.MalformedCopyException;
import dev.stator.node.meta.Position;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pins format 1 of {@code docs/formats/copy-1.md}. */
class CopyCodec1Test {
  private static final CopyRequest REQUEST =
      new CopyRequest(2000, 77, new byte[] {1, 2, 3}, 1 << 20);
  private static final Chunk CHUNK =
      new Chunk(
          new Position(80, 5, 600),
          true,
          List.of(
              new Row(new byte[] {1}, new byte[] {9, 8}), new Row(new byte[] {2, 0}, new byte[0])));
  private static final String CHUNK_BYTES =
      "01"
          + "01"
          + "0000000000000050"
          + "0000000000000005"
          + "0000000000000258"
          + "01"
          + "00000002"
          + "00000001"
          + "01"
          + "00000002"
          + "0908"
          + "00000002"
          + "0200"
          + "00000000";

  @Test
  void isWrittenAsDocumented() {
    assertThat(HexFormat.of().formatHex(CopyCodec1.encode(REQUEST)))
        .isEqualTo(
            "01" + "00000000000007d0" + "000000000000004d" + "00100000" + "00000003" + "010203");
    assertThat(HexFormat.of().formatHex(CopyCodec1.encode(CHUNK)))
        .isEqualTo(CHUNK_BYTES + "5d86630a");
    assertThat(HexFormat.of().formatHex(CopyCodec1.encode(new Refused(Reason.BEHIND))))
        .isEqualTo("010202" + "035b711d");
  }

  @Test
  void isReadAsWritten() throws Exception {
    CopyRequest request = CopyCodec1.decodeRequest(CopyCodec1.encode(REQUEST));
    assertThat(request.afterKey()).isEqualTo(REQUEST.afterKey());
    assertThat(request.partition()).isEqualTo(2000);
    assertThat(request.pointIndex()).isEqualTo(77);
    assertThat(request.bytesMax()).isEqualTo(1 << 20);
    Chunk chunk = (Chunk) CopyCodec1.decodeAnswer(CopyCodec1.encode(CHUNK));
    assertThat(chunk.readAt()).isEqualTo(CHUNK.readAt());
    assertThat(chunk.end()).isTrue();
    assertThat(chunk.rows()).hasSize(2);
    assertThat(chunk.rows().getFirst().value()).isEqualTo(new byte[] {9, 8});
    for (Reason reason : Reason.values()) {
      assertThat(CopyCodec1.decodeAnswer(CopyCodec1.encode(new Refused(reason))))
          .isEqualTo(new Refused(reason));
    }
  }

  @Test
  void everyCutAndEveryFlippedBitOfAnAnswerIsRefused() {
    byte[] whole = CopyCodec1.encode(CHUNK);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> CopyCodec1.decodeAnswer(cut))
          .isInstanceOf(MalformedCopyException.class);
    }
    for (int bit = 0; bit < whole.length * 8; bit++) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> CopyCodec1.decodeAnswer(flipped))
          .isInstanceOf(MalformedCopyException.class);
    }
  }

  @Test
  void anythingElseIsRefusedAndNothingElseThrown() {
    SeededRandom random = new SeededRandom(3);
    byte[] request = CopyCodec1.encode(REQUEST);
    byte[] answer = CopyCodec1.encode(CHUNK);
    for (int i = 0; i < 20_000; i++) {
      byte[] wrong = (random.chance(0.5) ? request : answer).clone();
      int changes = 1 + random.nextInt(4);
      for (int c = 0; c < changes; c++) {
        wrong[random.nextInt(wrong.length)] = (byte) random.nextInt(256);
      }
      byte[] signed = Arrays.copyOf(wrong, wrong.length + 4);
      ByteBuffer.wrap(signed).putInt(wrong.length, Crc32c.of(wrong));
      try {
        CopyCodec1.decodeRequest(wrong);
        CopyCodec1.decodeAnswer(signed);
      } catch (MalformedCopyException expected) {
        assertThat(expected).hasMessageMatching(".+");
      }
    }
  }
}
