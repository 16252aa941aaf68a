package dev.stator.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.stator.server.assembly.NodeStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Answers {@code /status} and {@code /health} on this machine alone, one request at a time: who
 * asks here is an operator or a script, never a client.
 */
final class AdminPort implements AutoCloseable {
  private static final int BACKLOG = 16;

  private final HttpServer server;
  private final ExecutorService thread;

  private AdminPort(HttpServer server, ExecutorService thread) {
    this.server = server;
    this.thread = thread;
  }

  /**
   * @param port 0 for any
   * @throws StartException when the port cannot be had
   */
  static AdminPort start(int port, Supplier<NodeStatus> status) throws StartException {
    HttpServer server;
    try {
      server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
    } catch (IOException | IllegalArgumentException e) {
      throw new StartException(
          "The admin port " + port + " cannot be used: choose another with --admin-port.", e);
    }
    ExecutorService thread =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("stator-admin").factory());
    server.setExecutor(thread);
    server.createContext("/status", exchange -> answer(exchange, "/status", status.get(), true));
    server.createContext("/health", exchange -> answer(exchange, "/health", status.get(), false));
    server.start();
    return new AdminPort(server, thread);
  }

  private static void answer(HttpExchange exchange, String path, NodeStatus status, boolean whole)
      throws IOException {
    try (exchange) {
      if (!exchange.getRequestURI().getPath().equals(path)) {
        exchange.sendResponseHeaders(404, -1);
      } else if (!exchange.getRequestMethod().equals("GET")) {
        exchange.sendResponseHeaders(405, -1);
      } else {
        String text = whole ? status.json() : status.ready() ? "ready\n" : "not ready\n";
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange
            .getResponseHeaders()
            .set("Content-Type", whole ? "application/json" : "text/plain");
        exchange.sendResponseHeaders(whole || status.ready() ? 200 : 503, body.length);
        exchange.getResponseBody().write(body);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    thread.shutdownNow();
  }
}
