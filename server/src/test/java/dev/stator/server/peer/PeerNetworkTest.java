package dev.stator.server.peer;

import static dev.stator.server.peer.TestPeer.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.cluster.rpc.RpcOptions;
import dev.stator.consensus.core.CoreOptions;
import dev.stator.consensus.host.HostOptions;
import dev.stator.model.capacity.TransactionLimits;
import dev.stator.server.runtime.RealRandom;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PeerNetworkTest {
  private final List<TestPeer> peers = new ArrayList<>();

  private TestPeer peer(String name, String cluster) throws IOException {
    return add(new TestPeer(name, cluster));
  }

  private TestPeer add(TestPeer peer) {
    peers.add(peer);
    return peer;
  }

  @AfterEach
  void close() {
    peers.forEach(TestPeer::close);
    peers.forEach(peer -> assertThat(peer.fatal).isEmpty());
  }

  /** One that could not be sent would stop its partition. */
  @Test
  void theLargestEntryOfATransactionFitsIntoAMessage() {
    int message = PeerOptions.DEFAULT.messageBytesMax();
    assertThat(TransactionLimits.ENTRY_BYTES_MAX + CoreOptions.DEFAULT.appendBytesMax() + (1 << 20))
        .isLessThan(message);
    assertThat(HostOptions.DEFAULT.inboundBytesMax()).isGreaterThan(message);
    assertThat(RpcOptions.DEFAULT.messageBytesMax() + 64).isLessThan(message);
  }

  @Test
  void oneConnectionCarriesMessagesBothWaysInOrder() throws IOException {
    TestPeer a = peer("a", "c");
    TestPeer b = peer("b", "c");
    a.knows(b);
    assertThat(await(() -> a.connectedTo(b) && b.connectedTo(a))).isTrue();
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      int length = i % 10 == 0 ? 20_000 + i : i;
      a.network.send("b", new byte[length]);
      sent.add("a:" + length);
    }
    b.network.send("a", new byte[16 << 20]);
    assertThat(await(() -> b.got.size() == 200 && a.got.size() == 1)).isTrue();
    assertThat(b.got).isEqualTo(sent);
    assertThat(a.got).containsExactly("b:" + (16 << 20));
    assertThat(a.links).containsExactly("+b");
    assertThat(b.links).containsExactly("+a");
    assertThat(a.network.stats().sentMessages()).isEqualTo(200);
    assertThat(b.network.stats().receivedMessages()).isEqualTo(200);
  }

  @Test
  void whatCannotGoIsDroppedAndCounted() throws IOException {
    TestPeer a = peer("a", "c");
    a.network.send("b", new byte[1]);
    a.network.address("b", TestPeer.HOST, 1);
    assertThat(await(() -> a.links.contains("-b"))).isTrue();
    a.network.send("b", new byte[1]);
    a.network.send("b", new byte[(16 << 20) + 1]);
    assertThat(a.network.stats().droppedUnconnected()).isEqualTo(2);
    assertThat(a.network.stats().droppedTooLarge()).isEqualTo(1);
  }

  /**
   * Whoever waits for such a message waits for ever: the operator hears of it, and not each time.
   */
  @Test
  void whatIsTooLargeIsNamed() throws IOException {
    TestPeer a = peer("a", "c");
    byte[] message = new byte[(16 << 20) + 1];
    message[0] = 1;
    PrintStream usual = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      a.network.send("b", message);
      a.network.send("b", message);
      a.network.send("c", message);
      assertThat(await(() -> said.toString(StandardCharsets.UTF_8).contains("node c"))).isTrue();
    } finally {
      System.setErr(usual);
    }
    assertThat(said.toString(StandardCharsets.UTF_8).lines())
        .filteredOn(line -> line.contains("node b"))
        .singleElement()
        .asString()
        .contains("channel 1", "16777217 bytes");
  }

  @Test
  void whenBothConnectAtOnceOneConnectionStays() throws IOException {
    for (int round = 0; round < 15; round++) {
      try (TestPeer a = new TestPeer("a", "c");
          TestPeer b = new TestPeer("b", "c")) {
        a.knows(b);
        b.knows(a);
        assertThat(await(() -> a.connectedTo(b) && b.connectedTo(a))).isTrue();
        // Messages that were under way on the other connection may be lost: again, until one comes.
        assertThat(
                await(() -> {
                  a.network.send("b", new byte[1]);
                  b.network.send("a", new byte[1]);
                  return !a.got.isEmpty() && !b.got.isEmpty();
                }))
            .isTrue();
        long links = a.network.stats().links() + b.network.stats().links();
        assertThat(links).isBetween(2L, 8L);
        assertThat(a.links.getLast()).isEqualTo("+b");
        assertThat(b.links.getLast()).isEqualTo("+a");
      }
    }
  }

  @Test
  void aNodeThatComesBackIsConnectedAgain() throws IOException {
    TestPeer a = peer("a", "c");
    TestPeer b = peer("b", "c");
    int port = b.port();
    a.knows(b);
    assertThat(await(() -> a.connectedTo(b))).isTrue();
    b.close();
    assertThat(await(() -> a.links.contains("-b"))).isTrue();
    TestPeer again = add(new TestPeer("b", "c", port, PeerOptions.DEFAULT, null));
    assertThat(await(() -> a.links.getLast().equals("+b") && again.connectedTo(a))).isTrue();
    a.network.send("b", new byte[7]);
    assertThat(await(() -> again.got.contains("a:7"))).isTrue();
  }

  @Test
  void aNodeIsFoundAtItsNewAddress() throws IOException {
    TestPeer a = peer("a", "c");
    a.network.address("b", TestPeer.HOST, 1);
    TestPeer b = peer("b", "c");
    a.network.address("b", "localhost", b.port());
    assertThat(await(() -> a.connectedTo(b))).isTrue();
  }

  @Test
  void aNodeThatIsForgottenIsPartedFrom() throws IOException {
    TestPeer a = peer("a", "c");
    TestPeer b = peer("b", "c");
    a.knows(b);
    assertThat(await(() -> a.connectedTo(b) && b.connectedTo(a))).isTrue();
    a.network.forget("b");
    assertThat(await(() -> a.links.equals(List.of("+b", "-b")))).isTrue();
    assertThat(await(() -> b.links.equals(List.of("+a", "-a")))).isTrue();
    assertThat(a.network.connected()).isEmpty();
    a.network.send("b", new byte[1]);
    assertThat(a.network.stats().droppedUnconnected()).isEqualTo(1);
    a.network.forget("b");

    a.knows(b);
    assertThat(await(() -> a.connectedTo(b) && b.connectedTo(a))).as("it is back").isTrue();
    a.network.send("b", new byte[7]);
    assertThat(await(() -> b.got.contains("a:7"))).isTrue();
  }

  /** It may not have heard yet that it is no member any more, or be on its way back. */
  @Test
  void aNodeThatIsForgottenMayConnectByItself() throws IOException {
    TestPeer a = peer("a", "c");
    a.network.address("b", TestPeer.HOST, 1);
    assertThat(await(() -> a.links.contains("-b"))).isTrue();
    a.network.forget("b");
    TestPeer b = peer("b", "c");
    b.knows(a);
    assertThat(await(() -> a.connectedTo(b) && b.connectedTo(a))).isTrue();
    b.network.send("a", new byte[3]);
    assertThat(await(() -> a.got.contains("b:3"))).isTrue();
  }

  @Test
  void nodesOfDifferentClustersDoNotConnect() throws IOException {
    TestPeer a = peer("a", "c1");
    TestPeer b = peer("b", "c2");
    a.knows(b);
    assertThat(await(() -> a.network.stats().refusals() > 0 && b.network.stats().refusals() > 0))
        .isTrue();
    assertThat(a.network.connected()).isEmpty();
    assertThat(b.network.connected()).isEmpty();
    assertThat(await(() -> a.links.contains("-b"))).isTrue();
    assertThat(a.links).containsOnly("-b");
    assertThat(b.links).isEmpty();
  }

  @Test
  void nodesThatJoinDifferentClustersPart() throws IOException {
    TestPeer a = peer("a", "");
    TestPeer b = peer("b", "");
    a.knows(b);
    assertThat(await(() -> a.connectedTo(b) && b.connectedTo(a))).isTrue();
    a.network.joined("c1");
    assertThat(a.connectedTo(b)).isTrue();
    b.network.joined("c2");
    assertThat(await(() -> a.links.contains("-b") && b.links.contains("-a"))).isTrue();
    assertThat(await(() -> a.network.stats().refusals() > 0)).isTrue();
  }

  @Test
  void nodesThatJoinTheSameClusterStay() throws IOException {
    TestPeer a = peer("a", "");
    TestPeer b = peer("b", "c1");
    a.knows(b);
    assertThat(await(() -> a.connectedTo(b) && b.connectedTo(a))).isTrue();
    a.network.joined("c1");
    a.network.send("b", new byte[5]);
    assertThat(await(() -> b.got.contains("a:5"))).isTrue();
    assertThat(a.links).containsExactly("+b");
    assertThat(a.network.stats().links()).isEqualTo(1);
  }

  @Test
  void aNameIsOneNodesOnly() throws IOException {
    TestPeer a = peer("a", "c");
    TestPeer other = peer("a", "c");
    a.network.address("b", TestPeer.HOST, other.port());
    assertThat(await(() -> a.network.stats().refusals() > 0)).isTrue();
    assertThat(a.network.connected()).isEmpty();
    TestPeer d = peer("d", "c");
    d.network.address("e", TestPeer.HOST, other.port());
    assertThat(await(() -> d.network.stats().refusals() > 0)).isTrue();
    assertThat(d.network.connected()).isEmpty();
    a.network.address("x", TestPeer.HOST, a.port());
    assertThat(await(() -> a.links.contains("-x"))).isTrue();
  }

  @Test
  void aForgottenNodeIsNotConnectedToAgain() throws IOException {
    TestPeer a = peer("a", "c");
    TestPeer b = peer("b", "c");
    a.knows(b);
    assertThat(await(() -> a.connectedTo(b))).isTrue();
    a.network.forget("b");
    assertThat(await(() -> a.links.contains("-b") && b.links.contains("-a"))).isTrue();
    a.network.send("b", new byte[1]);
    assertThat(a.network.connected()).isEmpty();
  }

  @Test
  void whoIsThereCanBeAsked() throws IOException {
    TestPeer a = peer("a", "");
    TestPeer b = peer("b", "c2");
    List<Inquiry> answers = new CopyOnWriteArrayList<>();
    a.network.inquire(TestPeer.HOST, b.port(), answers::add);
    assertThat(await(() -> answers.size() == 1)).isTrue();
    assertThat(answers)
        .containsExactly(new Inquiry.Met(new Hello("b", "c2", b.network.era(), false)));
    a.network.inquire(TestPeer.HOST, a.port(), answers::add);
    assertThat(await(() -> answers.size() == 2)).isTrue();
    assertThat(answers.getLast())
        .isEqualTo(new Inquiry.Met(new Hello("a", "", a.network.era(), false)));
    a.network.inquire(TestPeer.HOST, 1, answers::add);
    a.network.inquire("no.such.host.invalid", 1, answers::add);
    assertThat(await(() -> answers.size() == 4)).isTrue();
    assertThat(answers.subList(2, 4)).hasOnlyElementsOfType(Inquiry.NotMet.class);
    assertThat(b.network.connected()).isEmpty();
    assertThat(b.links).isEmpty();
  }

  @Test
  void aPortInUseIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0)) {
      assertThatThrownBy(
              () -> new TestPeer("a", "c", taken.getLocalPort(), PeerOptions.DEFAULT, null))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "The peer port "
                  + taken.getLocalPort()
                  + " is already in use: stop the other process or choose another with"
                  + " --peer-port.");
    }
  }

  @Test
  void whatAReceiverThrowsStopsTheNode() throws IOException {
    TestPeer a = peer("a", "c");
    List<Throwable> fatal = new CopyOnWriteArrayList<>();
    try (PeerNetwork network =
        PeerNetwork.start(
            TestPeer.HOST,
            0,
            new PeerNetwork.Settings("b", "c", PeerOptions.DEFAULT, new RealRandom(), null),
            PeerLinks.NONE,
            fatal::add)) {
      network.receive((from, message) -> {
        throw new IllegalStateException("bug");
      });
      a.network.address("b", TestPeer.HOST, network.boundPort());
      assertThat(await(() -> a.links.contains("+b"))).isTrue();
      a.network.send("b", new byte[1]);
      assertThat(await(() -> fatal.size() == 1)).isTrue();
    }
  }
}
