package dev.stator.cluster.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.cluster.calls.NodeCodec1.Request;
import dev.stator.cluster.table.Placement;
import dev.stator.cluster.wire.MalformedMessageException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeCodec1Test {
  private static final Placement PLACEMENT =
      new Placement(
          1025,
          7,
          List.of(
              new Placement.Replica("a1", 1, Placement.Kind.STORAGE, true),
              new Placement.Replica("b1", 3, Placement.Kind.LOG, false)),
          3);

  private static final List<Request> ALL =
      List.of(new Request.Host(PLACEMENT), new Request.Retire(1025), new Request.FreeBytes());

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  @Test
  void bytesOfVersion1NeverChange() {
    assertThat(ALL.stream().map(request -> hex(NodeCodec1.encode(request))))
        .containsExactly(
            "01010000005f0106046b696e6490706c6163656d656e74046e616d654031303235017611010776657273696f6e"
                + "11070a67656e65726174696f6e1103087265706c69636173f81e02f80f0420613111017053544f5241474505b8042062311103304c4f4704",
            "01020000000000000401",
            "0103");
    assertThat(hex(NodeCodec1.done(true))).isEqualTo("0101");
    assertThat(hex(NodeCodec1.done(false))).isEqualTo("0100");
    assertThat(hex(NodeCodec1.number(513))).isEqualTo("010000000000000201");
  }

  @Test
  void decodesWhatItEncodes() {
    for (Request request : ALL) {
      assertThat(NodeCodec1.request(NodeCodec1.encode(request))).isEqualTo(request);
    }
    assertThat(NodeCodec1.done(NodeCodec1.done(true))).isTrue();
    assertThat(NodeCodec1.done(NodeCodec1.done(false))).isFalse();
    assertThat(NodeCodec1.number(NodeCodec1.number(-1))).isEqualTo(-1);
  }

  @Test
  void whatIsNoRequestIsRefused() {
    byte[] host = NodeCodec1.encode(ALL.getFirst());
    for (int length = 0; length < host.length; length++) {
      byte[] shorter = Arrays.copyOf(host, length);
      assertThatThrownBy(() -> NodeCodec1.request(shorter))
          .isInstanceOf(MalformedMessageException.class);
    }
    byte[] longer = Arrays.copyOf(host, host.length + 1);
    assertThatThrownBy(() -> NodeCodec1.request(longer))
        .isInstanceOf(MalformedMessageException.class);
    host[0] = 2;
    assertThatThrownBy(() -> NodeCodec1.request(host))
        .isInstanceOf(MalformedMessageException.class);
    assertThatThrownBy(() -> NodeCodec1.request(new byte[] {1, 4}))
        .isInstanceOf(MalformedMessageException.class);
  }

  @Test
  void aPlacementThatNobodyStoresIsRefused() {
    Placement logs =
        new Placement(
            1025, 7, List.of(new Placement.Replica("b1", 3, Placement.Kind.LOG, true)), 3);
    assertThatThrownBy(() -> NodeCodec1.request(NodeCodec1.encode(new Request.Host(logs))))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("nobody stores it");
  }
}
