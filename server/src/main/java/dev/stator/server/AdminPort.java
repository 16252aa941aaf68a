package dev.stator.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

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
 * Answers {@code /status} and {@code /health} on this machine alone, and has nodes leave the
 * cluster ({@code POST /remove} and {@code /keep}): who asks here is an operator or a script, never
 * a client. A page in a browser of this machine can ask as well, but not with a header of its own,
 * which commands need. Each connection has a thread of its own, so that one that says nothing keeps
 * nobody waiting; there are few connections, and each has a few seconds to say what it wants.
 */
final class AdminPort implements AutoCloseable {
  /** The header that makes a command one. */
  static final String COMMANDS = "Stator-Admin";

  /** The header of an answer that says which process of this machine gives it. */
  static final String PROCESS = "Stator-Process";

  private static final int BACKLOG = 16;
  private static final int CONNECTIONS_MAX = 64;
  private static final int REQUEST_SECONDS_MAX = 5;

  static {
    // The JDK's server knows no other way to be told.
    System.setProperty("sun.net.httpserver.maxReqTime", Integer.toString(REQUEST_SECONDS_MAX));
    System.setProperty("sun.net.httpserver.maxRspTime", Integer.toString(REQUEST_SECONDS_MAX));
    System.setProperty("jdk.httpserver.maxConnections", Integer.toString(CONNECTIONS_MAX));
  }

  private final HttpServer server;
  private final ExecutorService threads;

  private AdminPort(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /** Has a node leave the cluster, or stay after all. */
  interface Removals {
    /** Says why not; nothing when that is noted. May block for some seconds. */
    String remove(String node, boolean leaves);
  }

  /**
   * @param port 0 for any
   * @throws StartException when the port cannot be had
   */
  static AdminPort start(int port, Supplier<NodeStatus> status, Removals removals)
      throws StartException {
    HttpServer server;
    try {
      server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
    } catch (IOException | IllegalArgumentException e) {
      throw new StartException(
          "The admin port " + port + " cannot be used: choose another with --admin-port.", e);
    }
    ExecutorService threads =
        Executors.newThreadPerTaskExecutor(
            Thread.ofPlatform().daemon().name("stator-admin-", 1).factory());
    server.setExecutor(threads);
    server.createContext("/status", exchange -> answer(exchange, "/status", status.get(), true));
    server.createContext("/health", exchange -> answer(exchange, "/health", status.get(), false));
    server.createContext("/remove", exchange -> carryOut(exchange, "/remove", removals, true));
    server.createContext("/keep", exchange -> carryOut(exchange, "/keep", removals, false));
    server.start();
    return new AdminPort(server, threads);
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
        exchange.getResponseHeaders().set(PROCESS, Long.toString(ProcessHandle.current().pid()));
        exchange.sendResponseHeaders(whole || status.ready() ? 200 : 503, body.length);
        exchange.getResponseBody().write(body);
      }
    }
  }

  private static void carryOut(
      HttpExchange exchange, String path, Removals removals, boolean leaves) throws IOException {
    try (exchange) {
      String query = String.valueOf(exchange.getRequestURI().getQuery());
      if (!exchange.getRequestURI().getPath().equals(path)) {
        exchange.sendResponseHeaders(404, -1);
      } else if (!exchange.getRequestMethod().equals("POST")) {
        exchange.sendResponseHeaders(405, -1);
      } else if (exchange.getRequestHeaders().getFirst(COMMANDS) == null) {
        say(exchange, 403, "A command has the header " + COMMANDS + ".");
      } else if (!query.matches("node=[A-Za-z0-9_-]{1,64}")) {
        say(exchange, 400, "Name a node, as in " + path + "?node=a1.");
      } else {
        String refusal = removals.remove(query.substring("node=".length()), leaves);
        say(exchange, refusal.isEmpty() ? 200 : 409, refusal);
      }
    }
  }

  private static void say(HttpExchange exchange, int code, String sentence) throws IOException {
    byte[] body = sentence.isEmpty() ? new byte[0] : (sentence + "\n").getBytes(US_ASCII);
    exchange.getResponseHeaders().set("Content-Type", "text/plain");
    exchange.sendResponseHeaders(code, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  /** The port that this listens on. */
  int boundPort() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
