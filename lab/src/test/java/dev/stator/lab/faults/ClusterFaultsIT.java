package dev.stator.lab.faults;

import dev.stator.lab.Machinery;
import dev.stator.lab.process.ClusterNode;
import dev.stator.lab.process.NetworkPlaces;
import dev.stator.lab.process.Places;
import dev.stator.lab.process.ProcessCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three real processes in three zones, and what may happen to them while clients read and write
 * through all of them. After each fault: every item's history is linearizable, so nothing
 * acknowledged is lost; every zone has the same; every group is whole.
 *
 * <p>{@code -Dstator.cluster.rounds} says how often one process is killed; every other kind of
 * fault has a share of that, so that the usual run is one of minutes. {@code -Dstator.seed} replays
 * the choices, not the processes' timing.
 */
class ClusterFaultsIT {
  private static final int ROUNDS = Integer.getInteger("stator.cluster.rounds", 30);

  /** As many as fit beside all other tests, unless told. */
  private static final int KILLS = Integer.getInteger("stator.cluster.rounds", 12);

  private static final int FEW_ROUNDS = Math.max(1, ROUNDS / 15);
  private static final int EACH_ROUNDS = Math.max(1, ROUNDS / 30);
  private static final long SEED = Long.getLong("stator.seed", System.nanoTime());
  private static final Duration WHOLE_WITHIN = Duration.ofSeconds(90);
  private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(60);
  private static final int ANSWERS = 60;
  private static final AtomicInteger TABLES = new AtomicInteger();
  private static final long DISK_BYTES = 1L << 30;
  private static final String FAKETIME =
      "/usr/lib/"
          + System.getProperty("os.arch").replace("amd64", "x86_64")
          + "-linux-gnu/faketime/libfaketimeMT.so.1";

  @TempDir private static Path shared;
  private static @Nullable ProcessCluster loopback;

  @TempDir private Path work;

  private final SplittableRandom random = new SplittableRandom(SEED);

  @BeforeAll
  static void tools() {
    System.out.println("replay with -Dstator.seed=" + SEED);
    Machinery.require("curl", "curl", "--version");
  }

  /** One cluster for the faults that need no more than processes: it lives through all of them. */
  private static ProcessCluster loopback() {
    ProcessCluster running = loopback;
    if (running == null) {
      running = ProcessCluster.onLoopback(shared);
      loopback = running;
    }
    return running;
  }

  @AfterAll
  static void stop() {
    if (loopback != null) {
      loopback.close();
    }
  }

  /** What a round does between load and check. */
  private interface Fault {
    void happen(int round, ClusterLoad.Round load) throws Exception;
  }

  private void rounds(String what, ProcessCluster cluster, int rounds, Fault fault)
      throws Exception {
    long begun = System.nanoTime();
    String table = "items-" + TABLES.incrementAndGet();
    cluster.start(WHOLE_WITHIN);
    Writers.makeTable(cluster.node(0).endpoint(), table);
    cluster.awaitWhole(WHOLE_WITHIN);
    ClusterLoad load = new ClusterLoad(table, cluster.endpoints(), random.nextLong());
    List<Long> millis = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      ClusterLoad.Round running = load.begin();
      running.awaitAnswers(ANSWERS, ANSWERS_WITHIN);
      fault.happen(round, running);
      long healed = System.nanoTime();
      cluster.start(WHOLE_WITHIN);
      millis.add(Duration.ofNanos(System.nanoTime() - healed).toMillis());
      running.awaitAnswers(ANSWERS, ANSWERS_WITHIN);
      running.verify();
    }
    load.verifyAll();
    System.out.printf(
        "%s: %d rounds in %d s, %,d answered operations, whole again after %d ms (median),"
            + " %d ms (worst)%n",
        what,
        rounds,
        Duration.ofNanos(System.nanoTime() - begun).toSeconds(),
        load.answered(),
        millis.stream().sorted().toList().get(millis.size() / 2),
        millis.stream().mapToLong(Long::longValue).max().orElse(0));
  }

  private void park(int fromMs, int toMs) {
    LockSupport.parkNanos(Duration.ofMillis(fromMs + random.nextInt(toMs - fromMs)).toNanos());
  }

  @Test
  void killNineOfEachZoneInTurn() throws Exception {
    ProcessCluster cluster = loopback();
    rounds(
        "kill -9 of each zone in turn",
        cluster,
        KILLS,
        (round, load) -> {
          park(0, 200);
          cluster.node(round % ProcessCluster.NODES).killNine();
          load.awaitAnswers(ANSWERS, ANSWERS_WITHIN);
        });
  }

  @Test
  void killNineOfAll() throws Exception {
    ProcessCluster cluster = loopback();
    rounds(
        "kill -9 of all zones",
        cluster,
        FEW_ROUNDS,
        (round, load) -> cluster.nodes().forEach(ClusterNode::killNine));
  }

  @Test
  void aStoppedProcessComesBack() throws Exception {
    ProcessCluster cluster = loopback();
    rounds(
        "SIGSTOP and SIGCONT",
        cluster,
        FEW_ROUNDS,
        (round, load) -> {
          cluster.node(round % ProcessCluster.NODES).suspend();
          try {
            load.awaitAnswers(ANSWERS, ANSWERS_WITHIN);
            park(500, 3_000);
          } finally {
            cluster.node(round % ProcessCluster.NODES).resume();
          }
        });
  }

  @Test
  void anOrderlyStopOfEachZone() throws Exception {
    ProcessCluster cluster = loopback();
    rounds(
        "SIGTERM of each zone in turn",
        cluster,
        3 * EACH_ROUNDS,
        (round, load) -> {
          cluster.node(round % ProcessCluster.NODES).stop();
          load.awaitAnswers(ANSWERS, ANSWERS_WITHIN);
        });
  }

  @Test
  void cutsOneWayAndBothWays() throws Exception {
    NetworkPlaces places = network();
    try (ProcessCluster cluster = onNetwork(places)) {
      rounds(
          "cuts",
          cluster,
          3 * EACH_ROUNDS,
          (round, load) -> {
            int one = random.nextInt(ProcessCluster.NODES);
            int other = (one + 1 + random.nextInt(2)) % ProcessCluster.NODES;
            switch (round % 3) {
              case 0 -> places.isolate(one);
              case 1 -> places.cut(one, other);
              default -> {
                places.cut(one, other);
                places.cut(other, one);
              }
            }
            park(1_000, 4_000);
            load.awaitAnswers(ANSWERS, ANSWERS_WITHIN);
            places.heal();
          });
    }
  }

  private static NetworkPlaces network() {
    try {
      return NetworkPlaces.of(ProcessCluster.NODES);
    } catch (IllegalStateException e) {
      Machinery.skip(String.valueOf(e.getMessage()));
      throw e;
    }
  }

  private ProcessCluster onNetwork(Places places) {
    return ProcessCluster.in(places, node -> work.resolve("node" + node), node -> Map.of());
  }

  @Test
  void powerLossOfOneAndOfAll() throws Exception {
    Machinery.require("xfs_io (package xfsprogs)", "xfs_io", "-V");
    List<LoopDisk> disks = new ArrayList<>();
    try {
      for (int node = 0; node < ProcessCluster.NODES; node++) {
        Path folder = Files.createDirectories(work.resolve("disk" + node));
        disks.add(LoopDisk.mountedUnder(folder, "ext4", DISK_BYTES));
      }
      try (ProcessCluster cluster =
          ProcessCluster.in(
              Places.loopback(),
              node -> disks.get(node).folder().resolve("data"),
              node -> Map.of())) {
        rounds(
            "power loss of one, then of all",
            cluster,
            2 * EACH_ROUNDS,
            (round, load) -> {
              List<Integer> dark =
                  round % 2 == 0 ? List.of(random.nextInt(ProcessCluster.NODES)) : List.of(0, 1, 2);
              dark.forEach(node -> disks.get(node).losePower());
              park(50, 200);
              dark.forEach(node -> cluster.node(node).killNine());
              for (int node : dark) {
                disks.get(node).unmount();
                disks.get(node).mount();
              }
            });
      }
    } finally {
      disks.forEach(LoopDisk::close);
    }
  }

  @Test
  void clocksThatJump() throws Exception {
    if (!Files.exists(Path.of(FAKETIME))) {
      Machinery.missing("libfaketime (package faketime)");
    }
    List<Path> offsets = new ArrayList<>();
    for (int node = 0; node < ProcessCluster.NODES; node++) {
      offsets.add(Files.writeString(work.resolve("clock" + node), "+0"));
    }
    try (ProcessCluster cluster =
        ProcessCluster.in(
            Places.loopback(),
            node -> work.resolve("node" + node),
            node ->
                Map.of(
                    "LD_PRELOAD",
                    FAKETIME,
                    "FAKETIME_TIMESTAMP_FILE",
                    offsets.get(node).toString(),
                    "FAKETIME_NO_CACHE",
                    "1",
                    "DONT_FAKE_MONOTONIC",
                    "1",
                    // Else every wait with a deadline on the monotonic clock ends at once.
                    "FAKETIME_FORCE_MONOTONIC_FIX",
                    "0",
                    "FAKETIME_DONT_RESET",
                    "1"))) {
      rounds(
          "clocks that jump",
          cluster,
          FEW_ROUNDS,
          (round, load) -> {
            for (Path offset : offsets) {
              Files.writeString(offset, random.nextBoolean() ? "+3600" : "-3600");
              load.awaitAnswers(ANSWERS / 4, ANSWERS_WITHIN);
            }
            cluster.node(round % ProcessCluster.NODES).killNine();
            load.awaitAnswers(ANSWERS, ANSWERS_WITHIN);
          });
    }
  }
}
