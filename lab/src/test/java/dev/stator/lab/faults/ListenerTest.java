package dev.stator.lab.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class ListenerTest {
  @Test
  void findsThisProcessWhileItListens() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
      assertThat(Listener.pidOf(port)).hasValue(ProcessHandle.current().pid());
    }
    assertThat(Listener.pidOf(port)).isEmpty();
  }
}
