package dev.stator.server;

import dev.stator.server.assembly.NodeSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be set about one process.
 *
 * @param host address to listen on
 * @param port 0 for any free one
 * @param dataFolder where tables are kept; not touched when {@code inMemory}
 * @param inMemory keep nothing on disk
 * @param region the region that answers name; requests may be signed for any
 * @param insecure listen beyond this machine even without access keys or TLS
 * @param accessKeys the keys that may call; empty accepts any
 * @param tlsCertificate PEM file with the certificate chain, or null for plain HTTP
 * @param tlsKey PEM file with the certificate's private key
 * @param cacheBytes memory for the cache of blocks read from disk
 * @param httpThreads event loops that serve HTTP
 * @param ttlSeconds pause between two looks for expired items
 * @param indexBacklogBytes changes of one partition that may wait for a global index
 */
public record ServerConfig(
    String host,
    int port,
    Path dataFolder,
    boolean inMemory,
    String region,
    boolean insecure,
    AccessKeys accessKeys,
    @Nullable Path tlsCertificate,
    @Nullable Path tlsKey,
    long cacheBytes,
    int httpThreads,
    int ttlSeconds,
    long indexBacklogBytes) {
  public static final int DEFAULT_PORT = 8000;
  public static final String DEFAULT_HOST = "127.0.0.1";
  public static final String DEFAULT_REGION = "us-east-1";
  public static final long DEFAULT_CACHE_BYTES = NodeSettings.DEFAULT_CACHE_BYTES;
  public static final int DEFAULT_TTL_SECONDS = 60;
  public static final long DEFAULT_INDEX_BACKLOG_BYTES = NodeSettings.DEFAULT_INDEX_BACKLOG_BYTES;
  private static final long INDEX_BACKLOG_BYTES_MIN = 1L << 20;
  private static final int TTL_SECONDS_MAX = 86_400;
  public static final long CACHE_BYTES_MIN = 1L << 20;
  private static final int PORT_MAX = 65_535;

  /** On loopback, accepting any credentials, with the default sizes. */
  public static ServerConfig local(int port, Path dataFolder, boolean inMemory) {
    return new ServerConfig(
        DEFAULT_HOST,
        port,
        dataFolder,
        inMemory,
        DEFAULT_REGION,
        false,
        AccessKeys.NONE,
        null,
        null,
        DEFAULT_CACHE_BYTES,
        Math.max(1, Runtime.getRuntime().availableProcessors()),
        DEFAULT_TTL_SECONDS,
        DEFAULT_INDEX_BACKLOG_BYTES);
  }

  /**
   * Checks all that can be checked before anything starts, and creates the data folder.
   *
   * @throws StartException with the first thing that is wrong
   */
  public void validate() throws StartException {
    if (port < 0 || port > PORT_MAX) {
      throw new StartException("Port " + port + " is not between 0 and " + PORT_MAX + ".");
    }
    if (!region.matches("[a-z0-9-]{1,32}")) {
      throw new StartException(
          "Region '" + region + "' may only have lower-case letters, digits and hyphens.");
    }
    if (cacheBytes < CACHE_BYTES_MIN) {
      throw new StartException("The cache needs at least 1m of memory: see --cache.");
    }
    if (httpThreads < 1 || httpThreads > 1024) {
      throw new StartException("--http-threads must be between 1 and 1024.");
    }
    if (ttlSeconds < 1 || ttlSeconds > TTL_SECONDS_MAX) {
      throw new StartException("--ttl-interval must be between 1 and " + TTL_SECONDS_MAX + ".");
    }
    if (indexBacklogBytes < INDEX_BACKLOG_BYTES_MIN) {
      throw new StartException("--index-backlog must be at least 1m.");
    }
    if ((tlsCertificate == null) != (tlsKey == null)) {
      throw new StartException("TLS needs both --tls-cert and --tls-key.");
    }
    requireReadable(tlsCertificate);
    requireReadable(tlsKey);
    validateReach();
    if (!inMemory) {
      DataFolder.prepare(dataFolder);
    }
  }

  private static void requireReadable(@Nullable Path file) throws StartException {
    if (file != null && !Files.isReadable(file)) {
      throw new StartException("The file " + file + " cannot be read.");
    }
  }

  private void validateReach() throws StartException {
    if (onLoopback() || insecure) {
      return;
    }
    if (accessKeys.isEmpty()) {
      throw new StartException(
          "Listening on "
              + host
              + ", beyond this machine, needs access keys: set STATOR_ACCESS_KEYS=id:secret or"
              + " --access-keys FILE, or say --insecure to accept any credentials.");
    }
    if (tlsCertificate == null) {
      throw new StartException(
          "Listening on "
              + host
              + ", beyond this machine, needs TLS: give --tls-cert and --tls-key, or say --insecure"
              + " to send everything in the clear.");
    }
  }

  /**
   * Whether only this machine can reach {@link #host}.
   *
   * @throws StartException when there is no such host
   */
  public boolean onLoopback() throws StartException {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new StartException("There is no host named '" + host + "': see --host.", e);
    }
  }

  /** The address that clients use, once the port is known. */
  public String url(int boundPort) {
    String scheme = tlsCertificate == null ? "http" : "https";
    String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return scheme + "://" + name + ":" + boundPort;
  }
}
