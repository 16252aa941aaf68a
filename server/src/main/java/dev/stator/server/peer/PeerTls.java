package dev.stator.server.peer;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.nio.file.Path;
import javax.net.ssl.SSLException;

/**
 * Mutual TLS between nodes: each shows a certificate of the cluster's own authority, and asks for
 * one. Whose name stands in it does not matter: nodes are told apart by what they say in their
 * greeting, and whoever has a certificate of that authority is trusted to say the truth.
 */
public final class PeerTls {
  final SslContext server;
  final SslContext client;

  private PeerTls(SslContext server, SslContext client) {
    this.server = server;
    this.client = client;
  }

  /**
   * @param certificate this node's certificate, with those between it and the authority (PEM)
   * @param key its private key (PEM, PKCS 8)
   * @param authority the certificates that others' must come from (PEM)
   * @throws SSLException when they cannot be used
   */
  public static PeerTls of(Path certificate, Path key, Path authority) throws SSLException {
    try {
      SslContext server =
          SslContextBuilder.forServer(certificate.toFile(), key.toFile())
              .trustManager(authority.toFile())
              .clientAuth(ClientAuth.REQUIRE)
              .protocols("TLSv1.3")
              .build();
      SslContext client =
          SslContextBuilder.forClient()
              .keyManager(certificate.toFile(), key.toFile())
              .trustManager(authority.toFile())
              .endpointIdentificationAlgorithm(null)
              .protocols("TLSv1.3")
              .build();
      return new PeerTls(server, client);
    } catch (IllegalArgumentException malformed) {
      throw new SSLException(
          "The certificate "
              + certificate
              + ", the key "
              + key
              + " and the authority "
              + authority
              + " cannot be used for TLS between nodes",
          malformed);
    }
  }

  /** Whether one side did not accept the other's certificate, or the like. */
  static boolean isOfTls(Throwable thrown) {
    return thrown instanceof SSLException
        || (thrown.getCause() != null && isOfTls(thrown.getCause()));
  }

  /** A sentence about what went wrong on a socket, the innermost reason. */
  static String why(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null && !cause.getCause().equals(cause)) {
      cause = cause.getCause();
    }
    if (cause instanceof NotSslRecordException) {
      return "the other side does not use TLS";
    }
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }
}
