package dev.stator.server.peer;

import io.netty.channel.Channel;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * Mutual TLS between nodes: each shows a certificate of the cluster's own authority, and asks for
 * one. Whose name stands in it does not matter: nodes are told apart by what they say in their
 * greeting, and whoever has a certificate of that authority is trusted to say the truth.
 */
public final class PeerTls {
  final SslContext server;
  final SslContext client;

  /** RFC 5280, GeneralName. */
  private static final Integer DNS_NAME = 2;

  /** In RFC 2253's form, where a comma that is part of a value has a backslash before it. */
  private static final Pattern COMMON_NAME =
      Pattern.compile("(?:^|(?<!\\\\),)CN=([A-Za-z0-9_-]+)(?=,|$)");

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

  /**
   * Looks at what a node is to show to others as they will.
   *
   * @param node its name
   * @param authority of the others
   * @throws IOException with a sentence about what they will not accept
   */
  public static void check(
      String node,
      Path certificate,
      List<X509Certificate> chain,
      Path authority,
      List<X509Certificate> trusted)
      throws IOException {
    X509Certificate own = chain.getFirst();
    try {
      if (!names(own).contains(node)) {
        throw new IOException(
            "The certificate "
                + certificate
                + " does not name this node: its CN or a DNS name must be "
                + node
                + ".");
      }
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (X509Certificate one : trusted) {
        store.setCertificateEntry("ca" + store.size(), one);
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509TrustManager x509) {
          // The way of the handshake says nothing of TLS 1.3: any key may sign.
          x509.checkClientTrusted(chain.toArray(new X509Certificate[0]), "UNKNOWN");
        }
      }
    } catch (GeneralSecurityException refused) {
      throw new IOException(
          "The certificate "
              + certificate
              + " is not accepted with the authority "
              + authority
              + " of --peer-tls-ca, and other nodes will not accept it either: "
              + why(refused)
              + ".",
          refused);
    }
  }

  /**
   * Why the other side is not the node that it says it is: its certificate, which the authority
   * gave out, must name that node, as its common name or as one of its DNS names. Otherwise the key
   * of one node would be enough to speak, and vote, for all of them.
   *
   * @return null when it is that node, or there is no TLS
   */
  static @Nullable String misnamed(@Nullable Channel channel, String node) {
    SslHandler tls = channel == null ? null : channel.pipeline().get(SslHandler.class);
    if (tls == null) {
      return null;
    }
    try {
      if (tls.engine().getSession().getPeerCertificates()[0] instanceof X509Certificate shown
          && names(shown).contains(node)) {
        return null;
      }
    } catch (SSLPeerUnverifiedException | CertificateParsingException none) {
      // Then it names nobody.
    }
    return "the certificate of " + node + " does not name it: its CN or a DNS name must be " + node;
  }

  private static List<String> names(X509Certificate certificate)
      throws CertificateParsingException {
    List<String> names = new ArrayList<>();
    Matcher common =
        COMMON_NAME.matcher(certificate.getSubjectX500Principal().getName(X500Principal.RFC2253));
    while (common.find()) {
      names.add(common.group(1));
    }
    Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
    for (List<?> alternative : alternatives == null ? List.<List<?>>of() : alternatives) {
      if (alternative.get(0).equals(DNS_NAME)) {
        names.add(String.valueOf(alternative.get(1)));
      }
    }
    return names;
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
