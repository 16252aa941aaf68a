package dev.stator.lab.bench;

import dev.stator.lab.bench.Peers.Peer;
import dev.stator.lab.process.StatorProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The measurements of the suite and what they found. */
final class Suite {
  /** Tells the launcher to start without its ahead-of-time cache. */
  private static final String NO_AOT = "STATOR_NO_AOT";

  private final BenchOptions options;
  private final PrintStream out;
  private final Map<String, String> facts = new LinkedHashMap<>(Machine.facts());
  private final List<Comparison> comparisons = new ArrayList<>();

  Suite(BenchOptions options, PrintStream out) {
    this.options = options;
    this.out = out;
  }

  List<Comparison> comparisons() {
    return comparisons;
  }

  Map<String, String> facts() {
    return facts;
  }

  /** Start-up times, and resident memory of a server that nobody uses. */
  void measureStarts(Path work, int starts, Duration idle) {
    StatorProcess.Config durable = StatorProcess.Config.durable(work.resolve("starts"));
    startTimes("Stator, ready after launch", starts, () -> startOnce(durable));
    startTimes(
        "Stator, ready after launch, no AOT cache",
        starts,
        () -> startOnce(durable.with(NO_AOT, "1")));
    startTimes("DynamoDB Local in memory, ready after launch", starts, () -> localOnce(work));
    try (Peers peers = new Peers(work)) {
      idleMemory(peers.statorDurable(), idle);
      idleMemory(peers.statorInMemory(), idle);
      idleMemory(peers.dynamoLocalInMemory(), idle);
    }
  }

  private void startTimes(String name, int starts, Supplier<Duration> start) {
    double[] seconds = new double[starts];
    for (int i = 0; i < starts; i++) {
      seconds[i] = start.get().toNanos() / 1e9;
      out.printf("%s: %.3f s%n", name, seconds[i]);
    }
    fact(name, Numbers.format("%.3f s (median of %d)", Numbers.median(seconds), starts));
  }

  private static Duration startOnce(StatorProcess.Config config) {
    try (StatorProcess stator = StatorProcess.started(config)) {
      return stator.readyAfter();
    }
  }

  private static Duration localOnce(Path work) {
    try (Peers peers = new Peers(work.resolve("local-start"))) {
      return peers.dynamoLocalInMemory().readyAfter();
    }
  }

  private void idleMemory(Peer peer, Duration idle) {
    peer.process().pause(idle);
    fact(
        peer.target().label() + ", resident when idle",
        Numbers.format("%.0f MiB", peer.process().residentBytes() / 1048576.0));
  }

  private void fact(String name, String value) {
    facts.put(name, value);
    out.println(name + ": " + value);
  }

  /** Closed loops beside the peers, then the open loop. Strong GetItem is YCSB C. */
  void measureLoad(Path work, Duration openDuration) {
    try (Peers peers = new Peers(work)) {
      Peer stator = peers.statorDurable();
      Peer inMemory = peers.statorInMemory();
      Peer localMemory = peers.dynamoLocalInMemory();
      Peer localDisk = peers.dynamoLocalOnDisk();
      Peer echo = peers.echo();
      List<Peer> storing = List.of(stator, inMemory, localMemory, localDisk);
      storing.forEach(peer -> table(peer).prepare(options.items));
      watchingMemory(
          storing,
          () -> {
            compare("Strong GetItem", Workload.GET, stator, inMemory, localMemory, echo);
            compare("PutItem, synced", Workload.PUT, stator, localDisk, inMemory, echo);
            compare("YCSB A", Workload.A, stator, localDisk, localMemory);
            compare("YCSB B", Workload.B, stator, localDisk, localMemory);
            peers.end(inMemory);
            peers.end(localMemory);
            peers.end(localDisk);
            openLoop(stator, Workload.PUT, openDuration);
            openLoop(stator, Workload.A, openDuration);
          });
      fact("Stator, data folder after the runs", folderSize(work));
    }
  }

  private void compare(String title, Workload workload, Peer... peers) {
    List<RunSpec> specs =
        Stream.of(peers).map(peer -> options.spec(peer.target(), workload, true)).toList();
    comparisons.add(Comparison.run(title, specs, options.rounds, out));
  }

  /** Half of the highest rate that the closed loop reached with the same workload. */
  private void openLoop(Peer stator, Workload workload, Duration howLong) {
    double highest =
        comparisons.stream()
            .map(comparison -> comparison.series().getFirst())
            .filter(series -> series.workload() == workload)
            .flatMap(series -> series.rounds().stream())
            .mapToDouble(Summary::perSecond)
            .max()
            .orElseThrow();
    RunSpec spec = options.spec(stator.target(), workload, true).atRate(highest / 2, howLong);
    String title =
        Numbers.format(
            "%s, open loop at half of the highest rate (%,.0f/s) for %d s",
            workload.title(), highest / 2, howLong.toSeconds());
    comparisons.add(Comparison.run(title, List.of(spec), 1, out));
  }

  private BenchTable table(Peer peer) {
    return new BenchTable(peer.target().endpoint(), options.table, out);
  }

  /** Samples resident memory each half second while the work runs and keeps the highest. */
  private void watchingMemory(List<Peer> peers, Runnable work) {
    long[] highest = new long[peers.size()];
    Thread watcher =
        Thread.ofPlatform()
            .daemon()
            .name("memory-watcher")
            .start(() -> {
              while (!Thread.currentThread().isInterrupted()) {
                for (int i = 0; i < highest.length; i++) {
                  long now = peers.get(i).process().residentBytes();
                  highest[i] = Math.max(highest[i], now);
                }
                if (!pause(Duration.ofMillis(500))) {
                  return;
                }
              }
            });
    try {
      work.run();
    } finally {
      watcher.interrupt();
      join(watcher);
    }
    for (int i = 0; i < highest.length; i++) {
      fact(
          peers.get(i).target().label() + ", highest resident under load",
          Numbers.format("%.0f MiB", highest[i] / 1048576.0));
    }
  }

  private static boolean pause(Duration howLong) {
    try {
      Thread.sleep(howLong);
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String folderSize(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      long bytes =
          files.mapToLong(file -> file.toFile().isFile() ? file.toFile().length() : 0).sum();
      return Numbers.format("%.0f MiB", bytes / 1048576.0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The tables of {@code docs/benchmarks.md}. */
  String markdown() {
    return MarkdownReport.write(comparisons, facts) + new Aims(comparisons, facts).markdown();
  }
}
