package dev.stator.cluster.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.base.SeededRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class RpcCodec1Test {
  private static final List<RpcFrame> ALL =
      List.of(
          new RpcFrame.Open(-2, 3),
          new RpcFrame.Opened(-2, 3, 4, 5),
          new RpcFrame.Request(-2, 4, 5, 6, 4000, 255, new byte[] {7, 8}),
          new RpcFrame.Response(-2, 6, new byte[] {9}),
          new RpcFrame.Refused(-2, 6, "full"),
          new RpcFrame.Stranger(-2, 6),
          new RpcFrame.Lost(-2, 6, "großer"),
          new RpcFrame.Leaving(-2, 1),
          new RpcFrame.Heeded(-2, 1),
          new RpcFrame.Full(-2, 6));

  @Test
  void bytesOfVersion1NeverChange() {
    assertThat(ALL.stream().map(frame -> HexFormat.of().formatHex(RpcCodec1.encode(frame))))
        .containsExactly(
            "0101fffffffffffffffe0000000000000003",
            "0102fffffffffffffffe000000000000000300000000000000040000000000000005",
            "0103fffffffffffffffe00000000000000040000000000000005000000000000000600000fa0ff0708",
            "0104fffffffffffffffe000000000000000609",
            "0105fffffffffffffffe000000000000000666756c6c",
            "0106fffffffffffffffe0000000000000006",
            "0107fffffffffffffffe000000000000000667726fc39f6572",
            "0108fffffffffffffffe0000000000000001",
            "0109fffffffffffffffe0000000000000001",
            "010afffffffffffffffe0000000000000006");
  }

  @Test
  void decodesWhatItEncodes() {
    for (RpcFrame frame : ALL) {
      assertThat(RpcCodec1.decode(RpcCodec1.encode(frame)))
          .usingRecursiveComparison()
          .isEqualTo(frame);
    }
  }

  @Test
  void otherVersionsAndTypesAndOddLengthsAreNoFrames() {
    assertThat(RpcCodec1.decode(new byte[0])).isNull();
    assertThat(RpcCodec1.decode(new byte[] {1})).isNull();
    assertThat(RpcCodec1.decode(new byte[] {1, 11, 0, 0})).isNull();
    byte[] open = RpcCodec1.encode(ALL.get(0));
    assertThat(RpcCodec1.decode(Arrays.copyOf(open, open.length - 1))).isNull();
    assertThat(RpcCodec1.decode(Arrays.copyOf(open, open.length + 1))).isNull();
    open[0] = 2;
    assertThat(RpcCodec1.decode(open)).isNull();
  }

  @Test
  void hostileBytesNeverCrash() {
    SeededRandom random = new SeededRandom(3);
    int frames = 0;
    for (int round = 0; round < 100_000; round++) {
      byte[] bytes = new byte[random.nextInt(60)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) random.nextLong();
      }
      if (bytes.length > 1 && random.chance(0.8)) {
        bytes[0] = 1;
        bytes[1] = (byte) random.nextInt(12);
      }
      frames += RpcCodec1.decode(bytes) == null ? 0 : 1;
    }
    assertThat(frames).isBetween(1000, 90_000);
  }
}
