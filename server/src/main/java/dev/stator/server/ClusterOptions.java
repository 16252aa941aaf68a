package dev.stator.server;

import dev.stator.server.assembly.Address;
import dev.stator.server.assembly.ClusterSettings;
import dev.stator.server.peer.PeerTls;
import dev.stator.server.peer.PemFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Options of a node that is a member of a cluster. */
final class ClusterOptions {
  private static final Flag NAME =
      Flag.value("--name", "NAME", "The node's name.").with(Flag.Use.REQUIRED);
  private static final Flag ZONE =
      Flag.value("--zone", "ZONE", "The availability zone that it stands in.")
          .with(Flag.Use.REQUIRED);
  private static final Flag PEER_PORT =
      Flag.value("--peer-port", "PORT", "Port to listen on for other nodes.")
          .with(Flag.Use.REQUIRED);
  private static final Flag ADVERTISE =
      Flag.value("--advertise", "HOST", "How other nodes reach this one (default: as --host).");
  private static final Flag JOIN =
      Flag.value(
              "--join",
              "HOST:PORT[,HOST:PORT...]",
              "Peer addresses of the nodes that form the cluster, the same list everywhere; for a"
                  + " node that comes later, of some of its members.")
          .with(Flag.Use.REQUIRED_LIST);
  private static final Flag PEER_TLS_CERT =
      Flag.value(
          "--peer-tls-cert",
          "FILE",
          "Certificate chain to show to other nodes, PEM; its CN or a DNS name is --name.");
  private static final Flag PEER_TLS_KEY =
      Flag.value("--peer-tls-key", "FILE", "Its private key, PEM.");
  private static final Flag PEER_TLS_CA =
      Flag.value(
          "--peer-tls-ca", "FILE", "Certificates that those of other nodes must come from, PEM.");

  /** In the order of the help. */
  static final List<Flag> FLAGS =
      List.of(NAME, ZONE, PEER_PORT, ADVERTISE, JOIN, PEER_TLS_CERT, PEER_TLS_KEY, PEER_TLS_CA);

  private final String name;
  private final String zone;
  private final int peerPort;
  private final @Nullable String advertise;
  private final List<String> join;
  private final @Nullable Path certificate;
  private final @Nullable Path key;
  private final @Nullable Path authority;

  ClusterOptions(Parsed given) throws UsageException {
    name = given.text(NAME);
    zone = given.text(ZONE);
    peerPort = given.number(PEER_PORT);
    advertise = given.textOrNull(ADVERTISE);
    join = given.list(JOIN);
    certificate = given.pathOrNull(PEER_TLS_CERT);
    key = given.pathOrNull(PEER_TLS_KEY);
    authority = given.pathOrNull(PEER_TLS_CA);
  }

  /**
   * @throws StartException with one sentence about the first thing that is wrong
   */
  ClusterSettings settings(ServerConfig config) throws StartException {
    requireName("--name", name);
    requireName("--zone", zone);
    for (String address : join) {
      if (Address.of(address) == null) {
        throw new StartException(
            "--join takes addresses such as 10.0.0.1:9000, unlike '" + address + "'.");
      }
    }
    if (peerPort < 1 || peerPort > 65_535) {
      throw new StartException("--peer-port must be between 1 and 65535.");
    }
    if (config.port() == 0) {
      throw new StartException("A member of a cluster needs a --port of its own, not 0.");
    }
    PeerTls tls = tls();
    if (tls == null && !config.onLoopback() && !config.insecure()) {
      throw new StartException(
          "Listening on "
              + config.host()
              + ", beyond this machine, needs TLS between nodes: give --peer-tls-cert,"
              + " --peer-tls-key and --peer-tls-ca, or say --insecure.");
    }
    if (advertise == null && (config.host().equals("0.0.0.0") || config.host().equals("::"))) {
      throw new StartException(
          "--host " + config.host() + " tells other nodes nothing: give --advertise as well.");
    }
    return new ClusterSettings(
        name,
        zone,
        config.host(),
        peerPort,
        advertise == null ? config.host() : advertise,
        join,
        tls);
  }

  private static void requireName(String option, String value) throws StartException {
    if (!value.matches("[A-Za-z0-9_-]{1,64}")) {
      throw new StartException(
          option + " takes 1 to 64 letters, digits, '-' or '_', unlike '" + value + "'.");
    }
  }

  private @Nullable PeerTls tls() throws StartException {
    if (certificate == null && key == null && authority == null) {
      return null;
    }
    if (certificate == null || key == null || authority == null) {
      throw new StartException(
          "TLS between nodes needs --peer-tls-cert, --peer-tls-key and --peer-tls-ca.");
    }
    try {
      var chain = PemFiles.certificates(PEER_TLS_CERT.name(), certificate);
      var trusted = PemFiles.certificates(PEER_TLS_CA.name(), authority);
      PemFiles.check(certificate, chain, PEER_TLS_KEY.name(), key);
      PeerTls.check(name, certificate, chain, authority, trusted);
      return PeerTls.of(certificate, key, authority);
    } catch (IOException e) {
      throw new StartException(Sentences.ended(e.getMessage()), e);
    }
  }
}
