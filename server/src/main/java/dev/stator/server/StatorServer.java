package dev.stator.server;

import dev.stator.base.Clock;
import dev.stator.router.auth.Authenticator;
import dev.stator.router.http.HttpFront;
import dev.stator.router.http.HttpLimits;
import dev.stator.router.http.HttpTransport;
import dev.stator.router.http.PortInUseException;
import dev.stator.server.assembly.ClusterSettings;
import dev.stator.server.assembly.NodeAssembly;
import dev.stator.server.assembly.StatorNode;
import dev.stator.server.peer.PemFiles;
import dev.stator.server.runtime.RealClock;
import dev.stator.server.runtime.RealRandom;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running process: a node and the front before it. */
public final class StatorServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StatorServer.class);

  private final ServerConfig config;
  private final StatorNode node;
  private final HttpTransport transport;
  private final HttpFront front;
  private @Nullable AdminPort admin;
  private boolean closed;

  private StatorServer(
      ServerConfig config, StatorNode node, HttpTransport transport, HttpFront front) {
    this.config = config;
    this.node = node;
    this.transport = transport;
    this.front = front;
  }

  /**
   * Starts what {@code config} describes; it serves when this returns.
   *
   * @throws StartException with one sentence when it cannot
   */
  public static StatorServer start(ServerConfig config) throws StartException {
    return start(config, null, (Integer) null);
  }

  /**
   * As {@link #start(ServerConfig)}.
   *
   * @param cluster null for a node on its own
   * @param adminPort null for none
   */
  static StatorServer start(
      ServerConfig config, @Nullable ClusterSettings cluster, @Nullable Integer adminPort)
      throws StartException {
    config.validate();
    SslContext tls = tls(config);
    if (cluster != null) {
      requireFreePort(config);
    }
    // Takes as long as the node's own start, and neither needs the other.
    FutureTask<HttpTransport> loops = new FutureTask<>(() -> transport(config));
    Thread.ofPlatform().name("stator-http-start").daemon().start(loops);
    AdminPort admin = null;
    NodeAssembly node = null;
    StatorServer server;
    try {
      node = NodeStart.open(config, cluster);
      admin = adminPort == null ? null : AdminPort.start(adminPort, node::status, node::remove);
      NodeStart.await(node, cluster != null);
      server = start(config, tls, node, result(loops));
    } catch (StartException e) {
      if (admin != null) {
        admin.close();
      }
      if (node != null) {
        node.close();
      }
      result(loops).close();
      throw e;
    }
    server.admin = admin;
    return server;
  }

  /** As {@link #start(ServerConfig)}, before a node that was composed elsewhere. */
  static StatorServer start(ServerConfig config, StatorNode node) throws StartException {
    SslContext tls = tls(config);
    HttpTransport transport = transport(config);
    try {
      return start(config, tls, node, transport);
    } catch (StartException e) {
      transport.close();
      node.close();
      throw e;
    }
  }

  private static HttpTransport transport(ServerConfig config) {
    return HttpTransport.best(config.httpThreads());
  }

  private static HttpTransport result(FutureTask<HttpTransport> loops) throws StartException {
    try {
      return loops.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("The start was interrupted.", e);
    } catch (ExecutionException e) {
      throw new StartException("The network cannot be used: " + e.getCause() + ".", e);
    }
  }

  private static StatorServer start(
      ServerConfig config, @Nullable SslContext tls, StatorNode node, HttpTransport transport)
      throws StartException {
    try {
      HttpFront front =
          HttpFront.start(
              transport, config.host(), config.port(), settings(config, tls), node.handler());
      return new StatorServer(config, node, transport, front);
    } catch (IOException e) {
      throw new StartException(
          e instanceof PortInUseException inUse ? portInUse(inUse.port()) : e.getMessage() + ".",
          e);
    }
  }

  /**
   * The front listens only once the node has its place, and a node that then cannot serve stays a
   * member: so it is found out before.
   */
  private static void requireFreePort(ServerConfig config) throws StartException {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(config.host(), config.port()));
    } catch (BindException taken) {
      throw new StartException(
          String.valueOf(taken.getMessage()).contains("in use")
              ? portInUse(config.port())
              : "Cannot listen on "
                  + config.host()
                  + ":"
                  + config.port()
                  + ", see --host and --port: "
                  + taken.getMessage()
                  + ".",
          taken);
    } catch (IOException e) {
      throw new StartException("The network cannot be used: " + e.getMessage() + ".", e);
    }
  }

  private static String portInUse(int port) {
    return "Port "
        + port
        + " is already in use: stop the other process or choose another with --port.";
  }

  private static HttpFront.Settings settings(ServerConfig config, @Nullable SslContext tls) {
    Clock clock = new RealClock();
    Authenticator authenticator =
        config.accessKeys().isEmpty()
            ? Authenticator.acceptingAny()
            : Authenticator.verifying(config.accessKeys(), clock);
    return new HttpFront.Settings(
        config.region(),
        HttpLimits.within(Runtime.getRuntime().maxMemory()),
        authenticator,
        clock,
        new RealRandom(),
        tls);
  }

  private static @Nullable SslContext tls(ServerConfig config) throws StartException {
    Path certificate = config.tlsCertificate();
    Path key = config.tlsKey();
    if (certificate == null || key == null) {
      return null;
    }
    try {
      PemFiles.check(
          certificate, PemFiles.certificates("--tls-cert", certificate), "--tls-key", key);
    } catch (IOException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
    try {
      return SslContextBuilder.forServer(certificate.toFile(), key.toFile()).build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new StartException(
          "The certificate " + certificate + " and the key " + key + " cannot be used for TLS.", e);
    }
  }

  /** The port that HTTP is served on. */
  public int port() {
    return front.boundPort();
  }

  /** Where clients find it. */
  public String url() {
    return config.url(port());
  }

  /**
   * Has others lead, then stops the front, with its requests answered, and then the node.
   * Idempotent.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    LOG.info("Stopping");
    node.handOver();
    front.close();
    transport.close();
    node.close();
    if (admin != null) {
      admin.close();
    }
    LOG.info("Stopped");
  }
}
