package dev.stator.server;

import dev.stator.consensus.host.GroupUnusableException;
import dev.stator.server.assembly.ClusterSettings;
import dev.stator.server.assembly.NodeAssembly;
import dev.stator.server.assembly.NodeSettings;
import dev.stator.storage.engine.DamagedDataException;
import dev.stator.storage.engine.EngineException;
import dev.stator.storage.format.NewerFormatException;
import dev.stator.storage.wal.DamagedLogException;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the node of a configuration and waits until it serves. */
final class NodeStart {
  private static final Logger LOG = LoggerFactory.getLogger(NodeStart.class);
  private static final long REPORT_MS = 5_000;
  private static final long REPORT_MS_MAX = 60_000;

  /** What the process ends with when the node must not go on (BSD's EX_IOERR). */
  private static final int FATAL_STATUS = 74;

  private NodeStart() {}

  /**
   * Opens the node; it is not ready yet.
   *
   * @param cluster null for a node on its own
   * @throws StartException with one sentence when the data folder or a port cannot be used
   */
  static NodeAssembly open(ServerConfig config, @Nullable ClusterSettings cluster)
      throws StartException {
    NodeSettings settings =
        NodeSettings.of(
                config.inMemory() ? null : config.dataFolder(),
                config.region(),
                config.host() + ":" + config.port())
            .withCache(config.cacheBytes())
            .withTtlInterval(config.ttlSeconds() * 1_000_000_000L)
            .withIndexBacklog(config.indexBacklogBytes())
            .in(cluster);
    try {
      return NodeAssembly.open(settings, thrown -> fatal(thrown, cluster != null));
    } catch (IOException
        | EngineException
        | DamagedLogException
        | GroupUnusableException
        | NewerFormatException e) {
      throw new StartException(sentence(e, cluster != null), e);
    }
  }

  /**
   * What is said of something that stops a node.
   *
   * @param ofCluster whether others may hold what this node holds
   */
  static String sentence(Throwable thrown, boolean ofCluster) {
    String message = String.valueOf(thrown.getMessage());
    if (!(thrown instanceof DamagedLogException || thrown instanceof DamagedDataException)) {
      return message;
    }
    return Sentences.ended(message.strip())
        + (ofCluster
            ? " If all other nodes of the cluster run, move the data folder away and start again:"
                + " they give this node what it lacks."
            : " Look at the disk, and put a copy of the whole data folder in its place.");
  }

  /**
   * Waits until the node is ready, and says now and then what for: it may be days.
   *
   * @throws StartException with one sentence when it cannot become so
   */
  static void await(NodeAssembly node, boolean ofCluster) throws StartException {
    try {
      await(
          node::awaitReady,
          node::waitsFor,
          ofCluster ? "Waiting for the other nodes." : "Recovering what the log holds.",
          LOG::warn);
    } catch (IOException refused) {
      throw new StartException(String.valueOf(refused.getMessage()), refused);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("The start was interrupted.", e);
    }
  }

  /** Something that becomes ready, within a time or not. */
  interface Waiting {
    boolean awaitReady(long millis) throws IOException, InterruptedException;
  }

  static void await(Waiting node, Supplier<String> reason, String otherwise, Consumer<String> says)
      throws IOException, InterruptedException {
    for (long ms = REPORT_MS; !node.awaitReady(ms); ms = Math.min(2 * ms, REPORT_MS_MAX)) {
      String special = reason.get();
      says.accept(special.isEmpty() ? otherwise : special);
    }
  }

  /** Nothing that was not acknowledged may be made to look so: the process ends here and now. */
  private static void fatal(Throwable thrown, boolean ofCluster) {
    LOG.error("Stator stops: {}", thrown.getMessage(), thrown);
    System.err.println("Stator stops: " + sentence(thrown, ofCluster));
    System.err.flush();
    Runtime.getRuntime().halt(FATAL_STATUS);
  }
}
