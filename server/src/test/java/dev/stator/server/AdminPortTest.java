package dev.stator.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.server.assembly.NodeStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdminPortTest {
  private static final int WAIT_MILLIS_MAX = 20_000;

  private final List<Socket> sockets = new ArrayList<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private volatile boolean ready = true;

  @AfterEach
  void hangUp() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private AdminPort start() throws StartException {
    return AdminPort.start(
        0,
        () -> new NodeStatus("a1", "a", ready, 3, 12, 11, 5, 5, 4, 1, List.of(), new TreeMap<>()),
        (node, leaves) -> {
          asked.add((leaves ? "remove " : "keep ") + node);
          return node.equals("a1") ? "" : "There is no node " + node + ".";
        });
  }

  private Socket connect(AdminPort port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port.boundPort());
    socket.setSoTimeout(WAIT_MILLIS_MAX);
    sockets.add(socket);
    return socket;
  }

  private String ask(AdminPort port, String method, String path) throws IOException {
    return ask(port, method, path, "");
  }

  private String ask(AdminPort port, String method, String path, String header) throws IOException {
    Socket socket = connect(port);
    socket
        .getOutputStream()
        .write(
            (method + " " + path + " HTTP/1.0\r\nHost: here\r\n" + header + "\r\n")
                .getBytes(US_ASCII));
    return new String(socket.getInputStream().readAllBytes(), US_ASCII);
  }

  @Test
  void itSaysHowTheNodeIs() throws Exception {
    try (AdminPort port = start()) {
      assertThat(ask(port, "GET", "/status")).contains(" 200 ").contains("\"led\":5");
      assertThat(ask(port, "GET", "/health")).contains(" 200 ").contains("ready");
      ready = false;
      assertThat(ask(port, "GET", "/health")).contains(" 503 ").contains("not ready");
      assertThat(ask(port, "GET", "/statuses")).contains(" 404 ");
      assertThat(ask(port, "POST", "/status")).contains(" 405 ");
    }
  }

  /** A page that a browser of this machine shows cannot send such a header elsewhere. */
  @Test
  void aNodeIsRemovedOnlyByWhoSaysThatItIsACommand() throws Exception {
    String header = "Stator-Admin: yes\r\n";
    try (AdminPort port = start()) {
      assertThat(ask(port, "POST", "/remove?node=a1")).contains(" 403 ");
      assertThat(ask(port, "GET", "/remove?node=a1", header)).contains(" 405 ");
      assertThat(ask(port, "POST", "/remove?node=a%2F1", header)).contains(" 400 ");
      assertThat(ask(port, "POST", "/remove", header)).contains(" 400 ");
      assertThat(ask(port, "POST", "/remove/a1?node=a1", header)).contains(" 404 ");
      assertThat(asked).isEmpty();
      assertThat(ask(port, "POST", "/remove?node=a1", header)).contains(" 200 ");
      assertThat(ask(port, "POST", "/keep?node=a1", header)).contains(" 200 ");
      assertThat(ask(port, "POST", "/remove?node=z9", header))
          .contains(" 409 ")
          .contains("There is no node z9.");
      assertThat(asked).containsExactly("remove a1", "keep a1", "remove z9");
    }
  }

  @Test
  void whoSaysNothingKeepsNobodyWaitingAndIsHungUpOn() throws Exception {
    try (AdminPort port = start()) {
      Socket silent = connect(port);
      for (int i = 0; i < 20; i++) {
        connect(port).getOutputStream().write("GET /sta".getBytes(US_ASCII));
      }
      silent.getOutputStream().write("GET /sta".getBytes(US_ASCII));
      assertThat(ask(port, "GET", "/status")).contains(" 200 ");
      assertThat(silent.getInputStream().read()).as("the end of the connection").isEqualTo(-1);
    }
  }
}
