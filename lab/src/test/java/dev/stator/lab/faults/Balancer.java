package dev.stator.lab.faults;

import dev.stator.lab.wire.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What stands before a cluster's endpoints: each new connection goes to the next that takes it.
 * Connections are passed on byte by byte, with their ends.
 */
final class Balancer implements AutoCloseable {
  private static final int CONNECT_MILLIS_MAX = 1000;

  private final ServerSocket listening;
  private final List<Endpoint> endpoints;
  private final AtomicInteger turn = new AtomicInteger();

  Balancer(List<Endpoint> endpoints) throws IOException {
    this.endpoints = List.copyOf(endpoints);
    this.listening = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  Endpoint endpoint() {
    return new Endpoint("127.0.0.1", listening.getLocalPort());
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    Socket server = connect();
    if (server == null) {
      close(client);
      return;
    }
    Thread.ofVirtual().start(() -> pass(client, server));
    pass(server, client);
    close(client);
    close(server);
  }

  private @Nullable Socket connect() {
    for (int tries = 0; tries < endpoints.size(); tries++) {
      Endpoint to = endpoints.get(Math.floorMod(turn.getAndIncrement(), endpoints.size()));
      Socket socket = new Socket();
      try {
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(to.host(), to.port()), CONNECT_MILLIS_MAX);
        return socket;
      } catch (IOException refused) {
        close(socket);
      }
    }
    return null;
  }

  private static void pass(Socket from, Socket to) {
    byte[] buffer = new byte[16 << 10];
    try {
      from.setTcpNoDelay(true);
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      int read;
      while ((read = in.read(buffer)) >= 0) {
        out.write(buffer, 0, read);
      }
      to.shutdownOutput();
    } catch (IOException broken) {
      close(from);
      close(to);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException alreadyBroken) {
      // It is gone either way.
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
