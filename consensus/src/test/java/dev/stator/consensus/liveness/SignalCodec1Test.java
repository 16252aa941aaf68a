package dev.stator.consensus.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.base.Crc32c;
import dev.stator.base.SeededRandom;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class SignalCodec1Test {
  private static final Signal PING = new Signal(false, -2, 3, 0, -4, 0, List.of());
  private static final Signal PONG =
      new Signal(true, 5, 6, 7, 8, 9, List.of(numbered(10, 11, 12), numbered(13, -14, 0)));

  @Test
  void bytesOfVersion1NeverChange() {
    assertThat(HexFormat.of().formatHex(SignalCodec1.encode(PING)))
        .isEqualTo(
            "0101fffffffffffffffe00000000000000030000000000000000fffffffffffffffc00000000000000000000dd2e51c6");
    assertThat(HexFormat.of().formatHex(SignalCodec1.encode(PONG)))
        .isEqualTo(
            "0102000000000000000500000000000000060000000000000007000000000000000800000000000000090002000000000000000a000000000000000b000000000000000c000000000000000dfffffffffffffff2000000000000000094ce5137");
  }

  @Test
  void decodesWhatItEncodes() {
    assertThat(SignalCodec1.decode(SignalCodec1.encode(PING))).isEqualTo(PING);
    assertThat(SignalCodec1.decode(SignalCodec1.encode(PONG))).isEqualTo(PONG);
  }

  @Test
  void aFlippedBitOrAMissingByteIsFound() {
    byte[] bytes = SignalCodec1.encode(PONG);
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      byte[] flipped = bytes.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(SignalCodec1.decode(flipped)).isNull();
    }
    for (int length = 0; length < bytes.length; length++) {
      assertThat(SignalCodec1.decode(Arrays.copyOf(bytes, length))).isNull();
    }
  }

  /** Damage behind a right checksum: whatever comes out is a signal or nothing. */
  @Test
  void hostileBytesNeverCrash() {
    SeededRandom random = new SeededRandom(5);
    int valid = 0;
    for (int round = 0; round < 100_000; round++) {
      byte[] bytes = SignalCodec1.encode(random.chance(0.5) ? PING : PONG);
      for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
        bytes[random.nextInt(bytes.length - 4)] = (byte) random.nextLong();
      }
      int end = bytes.length - 4;
      ByteBuffer.wrap(bytes).putInt(end, Crc32c.of(bytes, 0, end));
      valid += SignalCodec1.decode(bytes) == null ? 0 : 1;
    }
    assertThat(valid).isBetween(1000, 99_000);
  }

  private static Signal.Numbered numbered(long number, long group, long term) {
    return new Signal.Numbered(number, new Withdrawal(group, term));
  }
}
