package dev.stator.server.peer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.base.SeededRandom;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class Frames1Test {
  private static final byte[] HELLO = Frames1.hello(new Hello("a1", "c-7", -2, true));
  private static final byte[] REFUSAL = Frames1.refusal("größer");
  private static final byte[] MESSAGE = Frames1.frame(Frames1.MESSAGE, "hi".getBytes(UTF_8));

  private final List<String> got = new ArrayList<>();
  private boolean takesMessages = true;

  private final EmbeddedChannel channel = new EmbeddedChannel(newReader());

  @Test
  void bytesOfVersion1NeverChange() {
    assertThat(
            List.of(HELLO, REFUSAL, MESSAGE, Frames1.keepAlive()).stream()
                .map(HexFormat.of()::formatHex))
        .containsExactly(
            "0000001036a9036a010101fffffffffffffffe02613103632d37",
            "000000080e1a2df501026772c3b6c39f6572",
            "000000027bf08f1c01036869",
            "00000000255978ba0104");
  }

  @Test
  void readsGreetingsBack() {
    byte[] payload = Arrays.copyOfRange(HELLO, Frames1.HEADER_BYTES, HELLO.length);
    assertThat(Frames1.readHello(payload)).isEqualTo(new Hello("a1", "c-7", -2, true));
    for (int length = 0; length < payload.length; length++) {
      assertThat(Frames1.readHello(Arrays.copyOf(payload, length))).isNull();
    }
    assertThat(Frames1.readHello(Arrays.copyOf(payload, payload.length + 1))).isNull();
    payload[10] = ' ';
    assertThat(Frames1.readHello(payload)).isNull();
    assertThatThrownBy(() -> new Hello("a b", "", 1, false))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void framesComeOutHoweverTheBytesAreCut() {
    byte[] both = new byte[HELLO.length + MESSAGE.length];
    System.arraycopy(HELLO, 0, both, 0, HELLO.length);
    System.arraycopy(MESSAGE, 0, both, HELLO.length, MESSAGE.length);
    for (byte one : both) {
      channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {one}));
    }
    channel.writeInbound(Unpooled.wrappedBuffer(both));
    assertThat(got).containsExactly("1:16", "3:2", "1:16", "3:2");
  }

  @Test
  void aFlippedBitIsFoundAndNothingIsReadAfterIt() {
    for (int bit = 0; bit < MESSAGE.length * 8; bit++) {
      got.clear();
      byte[] flipped = MESSAGE.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      EmbeddedChannel fresh = new EmbeddedChannel(newReader());
      fresh.writeInbound(Unpooled.wrappedBuffer(flipped));
      // A length that grew waits for more, and finds the fault then.
      fresh.writeInbound(Unpooled.wrappedBuffer(new byte[1000]));
      fresh.writeInbound(Unpooled.wrappedBuffer(MESSAGE));
      assertThat(got).as("bit %d", bit).hasSize(1).doesNotContain("3:2");
      fresh.finishAndReleaseAll();
    }
  }

  private FrameReader newReader() {
    return new FrameReader(
        new FrameReader.Sink() {
          @Override
          public boolean takesMessages() {
            return takesMessages;
          }

          @Override
          public void frame(byte type, byte[] payload) {
            got.add(type + ":" + payload.length);
          }

          @Override
          public void broken(String why) {
            got.add(why);
          }
        },
        1000);
  }

  @Test
  void tooLargeFramesAreRefusedBeforeThereIsRoomForThem() {
    takesMessages = false;
    byte[] large = Frames1.frame(Frames1.MESSAGE, new byte[600]);
    channel.writeInbound(Unpooled.wrappedBuffer(large, 0, Frames1.HEADER_BYTES));
    assertThat(got).containsExactly("a frame of 600 bytes");
    got.clear();
    takesMessages = true;
    EmbeddedChannel fresh = new EmbeddedChannel(newReader());
    fresh.writeInbound(Unpooled.wrappedBuffer(large));
    fresh.writeInbound(Unpooled.wrappedBuffer(Frames1.frame(Frames1.MESSAGE, new byte[1001])));
    assertThat(got).containsExactly("3:600", "a frame of 1001 bytes");
  }

  @Test
  void hostileBytesNeverCrash() {
    SeededRandom random = new SeededRandom(7);
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = new byte[random.nextInt(40)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) (random.chance(0.5) ? random.nextInt(5) : random.nextInt(256));
      }
      EmbeddedChannel fresh = new EmbeddedChannel(newReader());
      fresh.writeInbound(Unpooled.wrappedBuffer(bytes));
      fresh.finishAndReleaseAll();
      Frames1.readHello(bytes);
    }
  }
}
