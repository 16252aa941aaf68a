package dev.stator.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ChecksumTest {
  @Test
  void crc32cMatchesItsCheckValue() {
    byte[] bytes = "x123456789x".getBytes(StandardCharsets.US_ASCII);
    assertThat(Crc32c.of(bytes, 1, 9)).isEqualTo(0xE3069283);
    ByteBuffer buffer = ByteBuffer.wrap(bytes, 1, 9);
    assertThat(Crc32c.of(buffer)).isEqualTo(0xE3069283);
    assertThat(buffer.remaining()).isEqualTo(9);
    assertThat(Crc32c.of(new byte[0])).isZero();
  }

  @Test
  void numbersAreBigEndian() {
    byte[] bytes = new byte[9];
    Bytes.putLong(bytes, 1, 0x0102030405060708L);
    assertThat(bytes).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(Bytes.getLong(bytes, 1)).isEqualTo(0x0102030405060708L);
    assertThat(Bytes.getInt(bytes, 1)).isEqualTo(0x01020304);
    assertThat(Bytes.getShort(bytes, 1)).isEqualTo((short) 0x0102);
    Bytes.putInt(bytes, 0, -2);
    Bytes.putShort(bytes, 4, (short) -3);
    assertThat(Bytes.getInt(bytes, 0)).isEqualTo(-2);
    assertThat(Bytes.getShort(bytes, 4)).isEqualTo((short) -3);
  }
}
