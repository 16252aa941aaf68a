package dev.stator.server.peer;

import static dev.stator.server.peer.TestPeer.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The other side is not what it should be. */
class HostilePeersTest {
  private static final PeerOptions SHORT = PeerOptions.DEFAULT.withSilence(100, 300, 300);

  @TempDir static Path folder;

  private final List<AutoCloseable> open = new ArrayList<>();

  private TestPeer peer(String name, PeerOptions options) throws IOException {
    TestPeer peer = new TestPeer(name, "c", 0, options, null);
    open.add(peer);
    return peer;
  }

  private Socket socket(TestPeer to) throws IOException {
    Socket socket = new Socket(TestPeer.HOST, to.port());
    open.add(socket);
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static Socket greet(Socket socket) throws IOException {
    socket.getOutputStream().write(Frames1.hello(new Hello("raw", "c", 1, false)));
    return socket;
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  private static boolean ends(Socket socket) throws IOException {
    try (InputStream in = socket.getInputStream()) {
      while (in.read() >= 0) {
        // What was written before the end.
      }
      return true;
    } catch (java.net.SocketException reset) {
      return true;
    }
  }

  @Test
  void garbageEndsTheConnection() throws IOException {
    TestPeer a = peer("a", PeerOptions.DEFAULT);
    Socket socket = socket(a);
    socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(UTF_8));
    assertThat(ends(socket)).isTrue();
    assertThat(a.network.stats().brokenStreams()).isEqualTo(1);
  }

  @Test
  void damageEndsTheConnectionAndWhatCameBeforeItIsTaken() throws IOException {
    TestPeer a = peer("a", PeerOptions.DEFAULT);
    Socket socket = greet(socket(a));
    byte[] good = Frames1.frame(Frames1.MESSAGE, new byte[9]);
    byte[] bad = good.clone();
    bad[12] ^= 1;
    socket.getOutputStream().write(good);
    socket.getOutputStream().write(bad);
    socket.getOutputStream().write(good);
    assertThat(ends(socket)).isTrue();
    assertThat(await(() -> a.links.contains("-raw"))).isTrue();
    assertThat(a.got).containsExactly("raw:9");
  }

  @Test
  void aMessageBeforeAGreetingEndsTheConnection() throws IOException {
    TestPeer a = peer("a", PeerOptions.DEFAULT);
    Socket socket = socket(a);
    socket.getOutputStream().write(Frames1.frame(Frames1.MESSAGE, new byte[9]));
    assertThat(ends(socket)).isTrue();
    assertThat(a.got).isEmpty();
  }

  @Test
  void whoDoesNotGreetIsNotWaitedForLong() throws IOException {
    TestPeer a = peer("a", SHORT);
    assertThat(ends(socket(a))).isTrue();
    assertThat(a.links).isEmpty();
  }

  @Test
  void aConnectionThatFallsSilentIsGivenUp() throws IOException {
    TestPeer a = peer("a", SHORT);
    Socket socket = greet(socket(a));
    assertThat(await(() -> a.links.contains("+raw"))).isTrue();
    // Reads all that comes, signs of life of the other side among it, and says nothing.
    assertThat(ends(socket)).isTrue();
    assertThat(await(() -> a.links.contains("-raw"))).isTrue();
  }

  @Test
  void anIdleConnectionStays() throws IOException {
    TestPeer a = peer("a", SHORT);
    TestPeer b = peer("b", SHORT);
    a.knows(b);
    assertThat(await(() -> a.connectedTo(b))).isTrue();
    // As long as it takes for a silent one to be given up, twice over.
    for (int i = 0; i < 2; i++) {
      assertThat(ends(greet(socket(a)))).isTrue();
    }
    assertThat(a.links).contains("+b", "-raw").doesNotContain("-b");
  }

  @Test
  void whoDoesNotReadCostsNoMoreThanTheQueue() throws IOException {
    TestPeer a = peer("a", PeerOptions.DEFAULT.withBytes(64 << 10, 1 << 20));
    TestPeer b = peer("b", PeerOptions.DEFAULT);
    b.knows(a);
    Socket socket = greet(socket(a));
    assertThat(await(() -> a.links.contains("+raw") && a.links.contains("+b"))).isTrue();
    int sent = 0;
    for (; sent < 1500; sent++) {
      long dropped = a.network.stats().droppedFull();
      a.network.send("raw", new byte[32 << 10]);
      if (a.network.stats().droppedFull() > dropped) {
        // Time for whatever would take more than there is room for.
        LockSupport.parkNanos(1_000_000);
      }
    }
    // The queue, what Netty holds, and what the kernel does: of 48 MiB, less than a third.
    assertThat(sent - a.network.stats().droppedFull()).isBetween(32L, 500L);
    // Others are served on.
    a.network.send("b", new byte[3]);
    assertThat(await(() -> b.got.contains("a:3"))).isTrue();
    // When it reads on, what was queued comes, and so does what is sent from then on.
    socket.setSoTimeout(10_000);
    InputStream in = socket.getInputStream();
    long wanted = (sent - a.network.stats().droppedFull()) * ((32 << 10) + 10);
    while (wanted > 0) {
      int read = in.readNBytes((int) Math.min(wanted, 1 << 16)).length;
      assertThat(read).isPositive();
      wanted -= read;
    }
  }

  @Test
  void strangersAreFew() throws IOException {
    PeerOptions few =
        new PeerOptions(4 << 20, 16L << 20, 2, 3, 30_000, 1000, 1000, 50_000, 50, 1000, 5000);
    TestPeer a = peer("a", few);
    Socket last = socket(a);
    for (int i = 0; i < 3; i++) {
      last = socket(a);
    }
    assertThat(ends(last)).isTrue();
    // And known ones are no strangers any more.
    Socket first = (Socket) open.get(1);
    greet(first);
    assertThat(await(() -> a.links.contains("+raw"))).isTrue();
    Socket another = socket(a);
    another.getOutputStream().write(Frames1.hello(new Hello("raw2", "c", 1, false)));
    assertThat(await(() -> a.links.contains("+raw2"))).isTrue();
    Socket tooMany = socket(a);
    tooMany.getOutputStream().write(Frames1.hello(new Hello("raw3", "c", 1, false)));
    assertThat(ends(tooMany)).isTrue();
    assertThat(a.network.connected()).containsExactly("raw", "raw2");
  }

  @Test
  void whoAnswersAnInquiryWithGarbageIsNotMet() throws IOException {
    TestPeer a = peer("a", SHORT);
    List<Inquiry> answers = new CopyOnWriteArrayList<>();
    try (ServerSocket server = new ServerSocket(0)) {
      a.network.inquire(TestPeer.HOST, server.getLocalPort(), answers::add);
      try (Socket socket = server.accept()) {
        socket.getOutputStream().write(new byte[100]);
        assertThat(await(() -> answers.size() == 1)).isTrue();
      }
      // And one that says nothing at all.
      a.network.inquire(TestPeer.HOST, server.getLocalPort(), answers::add);
      assertThat(await(() -> answers.size() == 2)).isTrue();
    }
    assertThat(answers).hasOnlyElementsOfType(Inquiry.NotMet.class);
  }

  @Test
  void certificatesOfTheSameAuthorityConnect() throws Exception {
    TestPeer a = new TestPeer("a", "c", 0, PeerOptions.DEFAULT, tls("a", "both"));
    open.add(a);
    TestPeer b = new TestPeer("b", "c", 0, PeerOptions.DEFAULT, tls("b", "both"));
    open.add(b);
    a.knows(b);
    assertThat(await(() -> a.connectedTo(b) && b.connectedTo(a))).isTrue();
    a.network.send("b", new byte[1 << 20]);
    a.network.send("b", new byte[9]);
    assertThat(await(() -> b.got.size() == 2)).isTrue();
    // In the clear nobody gets in.
    TestPeer plain = peer("p", SHORT);
    plain.knows(a);
    assertThat(await(() -> plain.links.contains("-a"))).isTrue();
    assertThat(a.links).containsExactly("+b");
  }

  @Test
  void aCertificateOfAnotherAuthorityDoesNot() throws Exception {
    TestPeer a = new TestPeer("a", "c", 0, PeerOptions.DEFAULT, tls("a", "a.crt"));
    open.add(a);
    TestPeer b = new TestPeer("b", "c", 0, PeerOptions.DEFAULT, tls("b", "both"));
    open.add(b);
    a.knows(b);
    b.knows(a);
    assertThat(
            await(() ->
                a.network.stats().refusals() > 0
                    && b.network.stats().refusals() > 0
                    && a.links.contains("-b")
                    && b.links.contains("-a")))
        .isTrue();
    assertThat(a.links).doesNotContain("+b");
    assertThat(b.links).doesNotContain("+a");
  }

  @Test
  void aCertificateOfOneNodeDoesNotSpeakForAnother() throws Exception {
    TestPeer a = new TestPeer("a", "c", 0, PeerOptions.DEFAULT, tls("a", "both"));
    open.add(a);
    TestPeer impostor = new TestPeer("b2", "c", 0, PeerOptions.DEFAULT, tls("b", "both"));
    open.add(impostor);
    impostor.knows(a);
    assertThat(await(() -> a.network.stats().refusals() > 0)).isTrue();
    a.knows(impostor);
    assertThat(await(() -> a.links.contains("-b2"))).isTrue();
    List<Inquiry> answers = new CopyOnWriteArrayList<>();
    a.network.inquire(TestPeer.HOST, impostor.port(), answers::add);
    assertThat(await(() -> answers.size() == 1)).isTrue();
    assertThat(answers).hasOnlyElementsOfType(Inquiry.NotMet.class);
    assertThat(a.links).doesNotContain("+b2");
  }

  @BeforeAll
  static void makeCertificates() throws Exception {
    TestCertificates.make(folder, "a");
    TestCertificates.make(folder, "b");
    Files.writeString(
        folder.resolve("both"),
        Files.readString(folder.resolve("a.crt")) + Files.readString(folder.resolve("b.crt")));
  }

  private static PeerTls tls(String name, String authority) throws IOException {
    return PeerTls.of(
        folder.resolve(name + ".crt"), folder.resolve(name + ".key"), folder.resolve(authority));
  }
}
