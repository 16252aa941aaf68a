package dev.stator.server.assembly;

import dev.stator.base.Clock;
import dev.stator.base.Disk;
import dev.stator.base.MemoryDisk;
import dev.stator.base.NetworkChannels;
import dev.stator.base.RandomSource;
import dev.stator.base.Sayings;
import dev.stator.cluster.directory.Knowledge;
import dev.stator.cluster.formation.ClusterRecord;
import dev.stator.cluster.formation.ClusterRecordFile;
import dev.stator.cluster.formation.Formation;
import dev.stator.cluster.member.NodeInfo;
import dev.stator.cluster.table.SystemTables;
import dev.stator.consensus.host.GroupHost;
import dev.stator.consensus.host.HostOptions;
import dev.stator.node.NodeOptions;
import dev.stator.node.ttl.TtlOptions;
import dev.stator.router.Dispatcher;
import dev.stator.router.Operations;
import dev.stator.router.http.RequestHandler;
import dev.stator.router.operation.Tables;
import dev.stator.server.core.NodeCore;
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
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running node: a member of a cluster, or a cluster of its own; each is a router too. */
public final class NodeAssembly implements StatorNode {
  private static final Logger LOG = LoggerFactory.getLogger(NodeAssembly.class);
  private static final String SELF = "n1";
  private static final String LOG_FOLDER = "log";
  private static final String STORE_FOLDER = "store";
  private static final long HAND_OVER_NANOS = 3_000_000_000L;

  /** How long the calls of other nodes may take to be answered at the end. */
  private static final long LEAVE_NANOS = 1_000_000_000L;

  /** Longer than a call looks for whoever leads. */
  private static final long REMOVE_NANOS = 20_000_000_000L;

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
  private final NodeSettings settings;
  private final CountDownLatch ready = new CountDownLatch(1);
  private final AtomicBoolean handedOver = new AtomicBoolean();
  private volatile @Nullable Formation formation;
  private volatile @Nullable Running running;
  private volatile String refusal = "";
  private volatile String waitsFor = "";

  /** What runs once the node belongs to a cluster. */
  private record Running(NodeCore core, RequestHandler handler, PeerEdge edge) {}

  private NodeAssembly(Closing closing, NodeSettings settings) {
    this.closing = closing;
    this.settings = settings;
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
      NodeAssembly assembly = new NodeAssembly(closing, settings);
      assembly.open(fatal);
      opened = true;
      return assembly;
    } finally {
      if (!opened) {
        closing.close();
      }
    }
  }

  private void open(Consumer<Throwable> fatal) throws IOException {
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
    NodeInfo self = self(settings);
    ClusterRecordFile file = new ClusterRecordFile(disk);
    ClusterRecord record = Formation.take(file, self.name(), random);
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
                (data == null ? LogOptions.small(MEMORY_SEGMENT_BYTES) : DURABLE_LOG)
                    .withVital(SystemTables.FIRST_USER_PARTITION),
                scheduler.blocking("log-writer"),
                scheduler.blocking("log-janitor"),
                random.fork(),
                fatal));
    Knowledge knowledge = Knowledge.nothing();
    ClusterSettings cluster = settings.cluster();
    PeerEdge edge =
        cluster == null
            ? PeerEdge.alone(self.name(), clock, scheduler.serial("rpc"), random)
            : PeerEdge.listening(
                cluster, record, knowledge, clock, scheduler.serial("rpc"), random, closing, fatal);
    GroupHost host =
        new GroupHost(
            self.name(),
            log,
            edge.channel(NetworkChannels.CONSENSUS),
            edge.channel(NetworkChannels.LIVENESS),
            scheduler,
            clock,
            random.fork(),
            HostOptions.DEFAULT,
            fatal);
    Consumer<ClusterRecord> belongs =
        of ->
            run(
                new NodeCore.Parts(
                    self,
                    of,
                    file,
                    engine,
                    log,
                    edge.rpc(),
                    host,
                    scheduler,
                    clock,
                    random.fork(),
                    knowledge,
                    (data == null ? NodeOptions.IN_MEMORY : NodeOptions.DEFAULT)
                        .withTtl(TtlOptions.DEFAULT.withInterval(settings.ttlIntervalNanos()))
                        .withChangesWaitingBytesMax(settings.indexBacklogBytes()),
                    () -> usableBytes(disk),
                    new Sayings(clock::nanos, LOG::warn)),
                edge);
    if (cluster == null) {
      ClusterRecord own = Formation.alone(file, record, self, random);
      Formation.tell(own, knowledge);
      belongs.accept(own);
      return;
    }
    Formation finding =
        new Formation(
            self,
            record,
            cluster.join(),
            file,
            edge.introductions(),
            random.fork(),
            scheduler.blocking("formation"),
            knowledge,
            new Outcome(belongs));
    formation = finding;
    finding.start();
  }

  /** What formation comes to. */
  private final class Outcome implements Formation.Outcome {
    private final Consumer<ClusterRecord> belongs;

    Outcome(Consumer<ClusterRecord> belongs) {
      this.belongs = belongs;
    }

    @Override
    public void belongs(ClusterRecord record) {
      LOG.info("This node belongs to cluster {}", Long.toHexString(record.cluster()));
      waitsFor = "";
      belongs.accept(record);
    }

    @Override
    public void refused(String sentence) {
      NodeAssembly.this.refused(sentence);
    }

    @Override
    public void waits(String why) {
      waitsFor = why;
    }
  }

  private void run(NodeCore.Parts parts, PeerEdge edge) {
    edge.joined(parts.record());
    NodeCore core = new NodeCore(parts);
    Dispatcher dispatcher =
        new Dispatcher(
            Operations.built(
                new Tables(parts.knowledge().tables(), settings.region(), NodeSettings.ACCOUNT),
                core.partitions(),
                core.control(),
                core.transactions(),
                settings.address(),
                parts.clock()),
            LOG::error);
    running = new Running(core, dispatcher, edge);
    core.start(this::ready, this::refused);
  }

  /** Its place is found: the others know where it is, and it where they are. */
  private void ready() {
    Formation finding = formation;
    if (finding != null) {
      finding.stop();
    }
    ready.countDown();
  }

  private void refused(String sentence) {
    refusal = sentence;
    ready.countDown();
  }

  private static NodeInfo self(NodeSettings settings) {
    ClusterSettings cluster = settings.cluster();
    if (cluster == null) {
      return new NodeInfo(SELF, SELF, settings.address(), settings.address());
    }
    Address peer = new Address(cluster.advertisedHost(), cluster.peerPort());
    return new NodeInfo(cluster.name(), cluster.zone(), peer.toString(), settings.address());
  }

  private static long usableBytes(Disk disk) {
    try {
      return disk.usableBytes();
    } catch (IOException unknown) {
      return 0;
    }
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
    return running().handler();
  }

  private Running running() {
    Running now = running;
    if (now == null) {
      throw new IllegalStateException("the node belongs to no cluster yet");
    }
    return now;
  }

  /** How the node is. Any thread. */
  public NodeStatus status() {
    ClusterSettings cluster = settings.cluster();
    String name = cluster == null ? SELF : cluster.name();
    String zone = cluster == null ? SELF : cluster.zone();
    Running now = running;
    return now == null
        ? new NodeStatus(name, zone, false, 0, 0, 0, 0, 0, 0, 0, List.of(), new TreeMap<>())
        : NodeStatus.of(name, zone, ready.getCount() == 0, now.core());
  }

  /**
   * Has a node leave the cluster for good, or stay after all. Blocks for some seconds at most.
   *
   * @return why not; empty when that is noted
   */
  public String remove(String node, boolean leaves) {
    Running now = running;
    if (now == null) {
      return "This node belongs to no cluster yet.";
    }
    AtomicReference<String> said =
        new AtomicReference<>("Nobody who leads the cluster has answered in time: ask again.");
    await(
        REMOVE_NANOS,
        done ->
            now.core()
                .remove(
                    node,
                    leaves,
                    sentence -> {
                      said.set(sentence);
                      done.run();
                    }));
    return String.valueOf(said.get());
  }

  /**
   * True when every partition serves within the time given.
   *
   * @throws IOException with a sentence when the node can belong to no cluster
   */
  public boolean awaitReady(long millis) throws InterruptedException, IOException {
    boolean done = ready.await(millis, TimeUnit.MILLISECONDS);
    if (!refusal.isEmpty()) {
      throw new IOException(refusal);
    }
    return done;
  }

  /** What it waits for before it is ready, as a sentence; empty when that is nothing special. */
  public String waitsFor() {
    return waitsFor;
  }

  /** Others lead from now on what this node leads, without waiting for its silence. */
  @Override
  public void handOver() {
    Running now = running;
    if (now == null || handedOver.getAndSet(true)) {
      return;
    }
    now.core().stop();
    AtomicInteger still = new AtomicInteger();
    long begun = System.nanoTime();
    await(
        2 * HAND_OVER_NANOS,
        done ->
            now.core()
                .handOver(
                    HAND_OVER_NANOS,
                    led -> {
                      still.set(led);
                      done.run();
                    }));
    LOG.info(
        "Handed over in {} ms; {} groups are led here still",
        (System.nanoTime() - begun) / 1_000_000L,
        still.get());
  }

  /** Waits until {@code work} runs what it is given, or the time is over. */
  private static void await(long nanosMax, Consumer<Runnable> work) {
    CountDownLatch done = new CountDownLatch(1);
    work.accept(done::countDown);
    try {
      if (!done.await(nanosMax, TimeUnit.NANOSECONDS)) {
        LOG.warn("Other nodes do not answer in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Makes the store durable, so that the next start is quick, and closes everything. */
  @Override
  public void close() {
    Running now = running;
    if (now != null) {
      handOver();
      await(2 * LEAVE_NANOS, done -> now.edge().leave(LEAVE_NANOS, done));
      try {
        now.core().storage().flush();
      } catch (RuntimeException failed) {
        LOG.warn(
            "The store could not be flushed; the next start replays the log: {}",
            failed.getMessage());
      }
    }
    closing.close();
  }
}
