package dev.stator.server.assembly;

import dev.stator.base.Clock;
import dev.stator.base.Disk;
import dev.stator.base.MemoryDisk;
import dev.stator.base.NetworkChannels;
import dev.stator.base.RandomSource;
import dev.stator.cluster.directory.SystemView;
import dev.stator.cluster.member.NodeDirectory;
import dev.stator.cluster.rpc.NetworkRpc;
import dev.stator.cluster.rpc.Rpc;
import dev.stator.cluster.rpc.RpcOptions;
import dev.stator.cluster.table.PlacementDirectory;
import dev.stator.cluster.table.TableDirectory;
import dev.stator.consensus.Membership;
import dev.stator.consensus.host.GroupHost;
import dev.stator.consensus.host.HostOptions;
import dev.stator.control.AutoAdmin;
import dev.stator.node.NodeOptions;
import dev.stator.node.StorageNode;
import dev.stator.router.Dispatcher;
import dev.stator.router.Operations;
import dev.stator.router.http.RequestHandler;
import dev.stator.router.operation.Tables;
import dev.stator.server.runtime.DataFolderLock;
import dev.stator.server.runtime.RealClock;
import dev.stator.server.runtime.RealDisk;
import dev.stator.server.runtime.RealRandom;
import dev.stator.server.runtime.RealScheduler;
import dev.stator.storage.engine.Engine;
import dev.stator.storage.engine.memory.MemoryEngine;
import dev.stator.storage.engine.rocks.RocksEngine;
import dev.stator.storage.engine.rocks.RocksOptions;
import dev.stator.storage.format.DataFormat;
import dev.stator.storage.wal.FileLog;
import dev.stator.storage.wal.LogOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running node: its own cluster, its own router. */
public final class NodeAssembly implements StatorNode {
  private static final Logger LOG = LoggerFactory.getLogger(NodeAssembly.class);
  private static final String SELF = "n1";
  private static final String LOG_FOLDER = "log";
  private static final String STORE_FOLDER = "store";

  /** Segments of an in-memory log: small, since they are only there until the next trim. */
  private static final int MEMORY_SEGMENT_BYTES = 1 << 20;

  /** Above the hard limit of such a log, which refuses first. */
  private static final long MEMORY_LOG_BYTES_MAX = 96L << 20;

  /**
   * Of the log: 64 MiB segments, 16 MiB queued, 4 MiB cached, 1 GiB before it asks to trim. Entries
   * are applied right after they are synced; a larger cache would only be promoted by the collector
   * and make its long pauses more frequent.
   */
  private static final LogOptions DURABLE_LOG =
      new LogOptions(64 << 20, 16L << 20, 4L << 20, 1L << 30, 4L << 30, 1_000_000_000L);

  private final Closing closing;
  private final StorageNode node;
  private final RequestHandler handler;
  private final CountDownLatch ready;

  private NodeAssembly(
      Closing closing, StorageNode node, RequestHandler handler, CountDownLatch ready) {
    this.closing = closing;
    this.node = node;
    this.handler = handler;
    this.ready = ready;
  }

  /**
   * Opens everything and begins to recover; {@link #awaitReady} waits for the end of that.
   *
   * @param fatal hears of what the node must not outlive; it is to end the process
   * @throws IOException with a sentence that says what to change
   */
  public static NodeAssembly open(NodeSettings settings, Consumer<Throwable> fatal)
      throws IOException {
    Closing closing = new Closing();
    boolean opened = false;
    try {
      NodeAssembly assembly = open(settings, fatal, closing);
      opened = true;
      return assembly;
    } finally {
      if (!opened) {
        closing.close();
      }
    }
  }

  private static NodeAssembly open(
      NodeSettings settings, Consumer<Throwable> fatal, Closing closing) throws IOException {
    Path data = settings.data();
    Disk disk;
    if (data == null) {
      disk = new MemoryDisk(MEMORY_LOG_BYTES_MAX);
    } else {
      closing.add(DataFolderLock.take(data));
      disk = new RealDisk(data);
    }
    DataFormat.open(disk, "");
    Clock clock = new RealClock();
    RandomSource random = new RealRandom();
    RealScheduler scheduler =
        closing.add(
            new RealScheduler(
                "stator", settings.loops(), (executor, thrown) -> fatal.accept(thrown)));
    Engine engine = closing.add(engine(settings, data));
    FileLog log =
        closing.add(
            FileLog.open(
                disk,
                LOG_FOLDER,
                data == null ? LogOptions.small(MEMORY_SEGMENT_BYTES) : DURABLE_LOG,
                scheduler.blocking("log-writer"),
                scheduler.blocking("log-janitor"),
                random.fork(),
                fatal));
    NetworkChannels channels = new NetworkChannels(new LoneNetwork(SELF));
    Rpc rpc =
        new NetworkRpc(
            channels.channel(NetworkChannels.RPC),
            clock,
            scheduler.serial("rpc"),
            random.fork(),
            RpcOptions.DEFAULT);
    GroupHost host =
        new GroupHost(
            SELF,
            log,
            channels.channel(NetworkChannels.CONSENSUS),
            channels.channel(NetworkChannels.LIVENESS),
            scheduler,
            clock,
            random.fork(),
            HostOptions.DEFAULT,
            fatal);
    TableDirectory directory = new TableDirectory();
    NodeOptions options = data == null ? NodeOptions.IN_MEMORY : NodeOptions.DEFAULT;
    StorageNode node =
        new StorageNode(
            engine,
            log,
            host,
            scheduler,
            clock,
            rpc,
            new SystemView(directory, new NodeDirectory(), new PlacementDirectory()),
            directory,
            Membership.storage(SELF),
            options,
            LOG::warn);
    AutoAdmin admin =
        new AutoAdmin(node, node, directory, clock, random.fork(), scheduler.serial("auto-admin"));
    Dispatcher dispatcher =
        new Dispatcher(
            Operations.built(
                new Tables(directory, settings.region(), NodeSettings.ACCOUNT),
                node,
                admin,
                settings.address()),
            LOG::error);
    CountDownLatch ready = new CountDownLatch(1);
    node.start(() -> {
      admin.resume();
      ready.countDown();
    });
    return new NodeAssembly(closing, node, dispatcher, ready);
  }

  private static Engine engine(NodeSettings settings, @Nullable Path data) {
    return data == null
        ? new MemoryEngine(settings.memoryBytesMax())
        : RocksEngine.open(
            data.resolve(STORE_FOLDER),
            RocksOptions.defaults().withMemory(settings.cacheBytes(), settings.memtableBytes()));
  }

  @Override
  public RequestHandler handler() {
    return handler;
  }

  /** True when every partition serves within the time given. */
  public boolean awaitReady(long millis) throws InterruptedException {
    return ready.await(millis, TimeUnit.MILLISECONDS);
  }

  /** Makes the store durable, so that the next start is quick, and closes everything. */
  @Override
  public void close() {
    try {
      node.flush();
    } catch (RuntimeException failed) {
      LOG.warn(
          "The store could not be flushed; the next start replays the log: {}",
          failed.getMessage());
    }
    closing.close();
  }
}
