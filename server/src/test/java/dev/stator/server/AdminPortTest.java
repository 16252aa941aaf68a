package dev.stator.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.server.assembly.NodeStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdminPortTest {
  private static final int WAIT_MILLIS_MAX = 20_000;

  private final List<Socket> sockets = new ArrayList<>();
  private volatile boolean ready = true;

  @AfterEach
  void hangUp() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private AdminPort start() throws StartException {
    return AdminPort.start(
        0, () -> new NodeStatus("a1", "a", ready, 3, 12, 11, 5, 5, 4, 1, List.of()));
  }

  private Socket connect(AdminPort port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port.boundPort());
    socket.setSoTimeout(WAIT_MILLIS_MAX);
    sockets.add(socket);
    return socket;
  }

  private String ask(AdminPort port, String method, String path) throws IOException {
    Socket socket = connect(port);
    socket
        .getOutputStream()
        .write((method + " " + path + " HTTP/1.0\r\nHost: here\r\n\r\n").getBytes(US_ASCII));
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
