package dev.stator.server;

import dev.stator.server.assembly.Address;
import dev.stator.server.assembly.ClusterSettings;
import dev.stator.server.peer.PeerTls;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of a node that is a member of a cluster. */
final class ClusterOptions {
  @Option(names = "--name", required = true, paramLabel = "NAME", description = "The node's name.")
  private String name = "";

  @Option(
      names = "--zone",
      required = true,
      paramLabel = "ZONE",
      description = "The availability zone that it stands in.")
  private String zone = "";

  @Option(
      names = "--peer-port",
      required = true,
      paramLabel = "PORT",
      description = "Port to listen on for other nodes.")
  private int peerPort;

  @Option(
      names = "--advertise",
      paramLabel = "HOST",
      description = "How other nodes reach this one (default: as --host).")
  private @Nullable String advertise;

  @Option(
      names = "--join",
      required = true,
      split = ",",
      paramLabel = "HOST:PORT",
      description =
          "Peer addresses of the nodes that form the cluster, the same list everywhere; for a node"
              + " that comes later, of some of its members.")
  private List<String> join = new ArrayList<>();

  @Option(
      names = "--peer-tls-cert",
      paramLabel = "FILE",
      description =
          "Certificate chain to show to other nodes, PEM; its CN or a DNS name is --name.")
  private @Nullable Path certificate;

  @Option(names = "--peer-tls-key", paramLabel = "FILE", description = "Its private key, PEM.")
  private @Nullable Path key;

  @Option(
      names = "--peer-tls-ca",
      paramLabel = "FILE",
      description = "Certificates that those of other nodes must come from, PEM.")
  private @Nullable Path authority;

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
      return PeerTls.of(certificate, key, authority);
    } catch (SSLException e) {
      throw new StartException(Sentences.ended(e.getMessage()), e);
    }
  }
}
