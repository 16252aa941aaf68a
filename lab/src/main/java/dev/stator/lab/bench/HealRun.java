package dev.stator.lab.bench;

import dev.stator.lab.process.ClusterNode;
import dev.stator.lab.process.ClusterNode.Status;
import dev.stator.lab.process.Folders;
import dev.stator.lab.process.ProcessCluster;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One cluster, whose only table grows from size to size. */
final class HealRun implements AutoCloseable {
  static final String HEAD =
      "| Nodes | Partition | Quorum whole after kill -9, p50 | worst | of them leaders, worst |"
          + " Whole when back | Disk lost: whole after ready | Copied at |\n"
          + "|---|---|---|---|---|---|---|---|\n";

  private static final Duration WITHIN = Duration.ofMinutes(15);
  private static final long ASK_EVERY_NANOS = 10_000_000;
  private static final double MEGA = 1e6;

  private final ProcessCluster cluster;
  private final OnePartition table;
  private final PrintStream out;

  private HealRun(ProcessCluster cluster, OnePartition table, PrintStream out) {
    this.cluster = cluster;
    this.table = table;
    this.out = out;
  }

  /** Starts nodes in these zones and makes the table. */
  static HealRun start(Path folder, List<String> zones, int itemBytes, PrintStream out) {
    ProcessCluster cluster = ProcessCluster.onLoopback(folder, zones);
    try {
      cluster.start(WITHIN);
      OnePartition table = new OnePartition(cluster.endpoints(), itemBytes, out);
      table.make();
      cluster.awaitWhole(WITHIN);
      return new HealRun(cluster, table, out);
    } catch (RuntimeException | Error failed) {
      cluster.close();
      throw failed;
    }
  }

  /** Grows the table, kills and heals; a row of the table of results. */
  String measure(long bytes, int rounds) {
    table.growTo(bytes);
    settle();
    boolean free = cluster.nodes().size() > ProcessCluster.NODES;
    List<Double> quorum = new ArrayList<>();
    List<Double> ofLeaders = new ArrayList<>();
    List<Double> back = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      ClusterNode victim = victims().get(round % victims().size());
      Status before = status(victim);
      boolean led = before != null && before.led() > 0;
      if (free) {
        double millis = kill(victim, before == null ? 0 : before.hosted());
        quorum.add(millis);
        if (led) {
          ofLeaders.add(millis);
        }
        out.println(
            Numbers.format(
                "kill -9 of %s, %s: quorum whole after %.0f ms",
                victim.config().name(), led ? "a leader" : "no leader", millis));
      } else {
        victim.killNine();
      }
      long starting = System.nanoTime();
      cluster.start(WITHIN);
      back.add(millis(starting));
      settle();
    }
    ClusterNode victim = victims().getLast();
    return row(bytes, quorum, ofLeaders, back, loseDisk(victim, free));
  }

  /** Nodes with a replica of the table's partition or of the system table's. */
  private List<ClusterNode> victims() {
    List<ClusterNode> hosting = new ArrayList<>();
    for (ClusterNode node : cluster.nodes()) {
      Status status = status(node);
      if (status != null && status.hosted() > 0) {
        hosting.add(node);
      }
    }
    return hosting;
  }

  private static Path data(ClusterNode node) {
    return node.config().data();
  }

  /** Kills, and waits until log replicas vote for all replicas that were there. */
  private double kill(ClusterNode victim, int hosted) {
    List<ClusterNode> others =
        cluster.nodes().stream().filter(node -> !node.equals(victim)).toList();
    long begun = System.nanoTime();
    victim.killNine();
    await(others, sum -> sum.quorate == sum.partitions && sum.logReplicas >= hosted);
    return millis(begun);
  }

  /** What the nodes say together. */
  private static final class Sum {
    int partitions = -1;
    int led;
    int quorate;
    int logReplicas;
  }

  private void await(List<ClusterNode> nodes, Predicate<Sum> wanted) {
    long deadline = System.nanoTime() + WITHIN.toNanos();
    while (true) {
      Sum sum = new Sum();
      for (ClusterNode node : nodes) {
        Status status = status(node);
        if (status != null) {
          sum.partitions = Math.max(sum.partitions, status.partitions());
          sum.led += status.led();
          sum.quorate += status.quorate();
          sum.logReplicas += status.logReplicas();
        }
      }
      if (sum.partitions > 0 && sum.led == sum.partitions && wanted.test(sum)) {
        return;
      }
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException("Not in " + WITHIN + ":\n" + cluster.words());
      }
      LockSupport.parkNanos(ASK_EVERY_NANOS);
    }
  }

  private static @Nullable Status status(ClusterNode node) {
    return node.alive() ? StatusPoll.ask(node.config().adminPort()) : null;
  }

  /** Until flushes, compactions and hand-overs are done. */
  private void settle() {
    cluster.awaitWhole(WITHIN);
    Quiet.await(
        new Target("the cluster", cluster.endpoints(), true)
            .ofProcesses(cluster.nodes().stream().map(node -> node.process().pid()).toList()),
        WITHIN);
  }

  private record Lost(double readyMillis, double wholeMillis, long bytes, double copySeconds) {}

  private Lost loseDisk(ClusterNode victim, boolean free) {
    Status before = status(victim);
    if (free) {
      kill(victim, before == null ? 0 : before.hosted());
    } else {
      victim.killNine();
    }
    long held = Folders.bytes(data(victim), ".sst");
    Folders.delete(data(victim));
    long starting = System.nanoTime();
    victim.launch();
    victim.awaitReady();
    double ready = millis(starting);
    long whenReady = System.nanoTime();
    Copying copying = new Copying(data(victim));
    while (!whole(copying)) {
      LockSupport.parkNanos(ASK_EVERY_NANOS * 5);
    }
    double whole = millis(whenReady);
    long bytes = Folders.bytes(data(victim), ".sst");
    out.println(
        Numbers.format(
            "disk of %s lost (%.0f MB of tables): ready again after %.0f ms, whole %.1f s later,"
                + " %.0f MB copied in %.1f s",
            victim.config().name(),
            held / MEGA,
            ready,
            whole / 1000,
            bytes / MEGA,
            copying.seconds()));
    settle();
    return new Lost(ready, whole, bytes, copying.seconds());
  }

  /** Looks at the files meanwhile, and now and then at the groups. */
  private boolean whole(Copying copying) {
    copying.look();
    if (System.nanoTime() - copying.begun > WITHIN.toNanos()) {
      throw new IllegalStateException("Not in " + WITHIN + ":\n" + cluster.words());
    }
    int whole = 0;
    int partitions = -1;
    for (ClusterNode node : cluster.nodes()) {
      Status status = status(node);
      if (status == null) {
        return false;
      }
      partitions = Math.max(partitions, status.partitions());
      whole += status.whole();
    }
    return partitions > 0 && whole == partitions;
  }

  /** When the files of a store began to grow, and when they ended to. */
  private static final class Copying {
    private final Path folder;
    private final long begun = System.nanoTime();
    private long first;
    private long last;
    private long bytes;

    Copying(Path folder) {
      this.folder = folder;
    }

    void look() {
      long now = Folders.bytes(folder, ".sst");
      if (now > bytes) {
        last = System.nanoTime();
        first = first == 0 ? last : first;
        bytes = now;
      }
    }

    double seconds() {
      return (last - first) / 1e9;
    }
  }

  private String row(
      long bytes, List<Double> quorum, List<Double> ofLeaders, List<Double> back, Lost lost) {
    return Numbers.format(
        "| %d | %,.0f MB | %s | %s | %s | %.1f s (median) | %.1f s | %s |\n",
        cluster.nodes().size(),
        bytes / MEGA,
        quorum.isEmpty() ? "no node is free" : Numbers.format("%.0f ms", median(quorum)),
        worst(quorum),
        worst(ofLeaders),
        median(back) / 1000,
        lost.wholeMillis() / 1000,
        lost.copySeconds() > 1
            ? Numbers.format("%.0f MB/s", lost.bytes() / MEGA / lost.copySeconds())
            : "too short to tell");
  }

  private static String worst(List<Double> millis) {
    return millis.isEmpty()
        ? "–"
        : Numbers.format(
            "%.0f ms", millis.stream().mapToDouble(Double::doubleValue).max().orElse(0));
  }

  private static double median(List<Double> values) {
    return Numbers.median(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static double millis(long sinceNanos) {
    return (System.nanoTime() - sinceNanos) / 1e6;
  }

  @Override
  public void close() {
    cluster.close();
  }
}
