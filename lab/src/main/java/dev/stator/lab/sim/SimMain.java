package dev.stator.lab.sim;

import dev.stator.consensus.core.Probe;
import dev.stator.feeds.FeedBranch;
import dev.stator.node.NodeBranch;
import dev.stator.router.transaction.TransactionBranch;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./stator sim}: runs whole nodes in a simulated world, one seed or many. */
@Command(
    name = "stator sim",
    mixinStandardHelpOptions = true,
    description = "Runs whole nodes in a simulated world, with faults, and checks every promise.")
public final class SimMain implements Callable<Integer> {
  @Option(names = "--seed", description = "Replays one seed and prints its last events on failure.")
  private long seed = -1;

  @Option(names = "--seeds", description = "Runs all seeds of a range, as in 1..100.")
  private String seeds = "1..20";

  @Option(
      names = "--seconds",
      description = "Virtual seconds with faults (default: ${DEFAULT-VALUE}).")
  private long seconds = 10;

  @Option(
      names = "--cluster",
      description = "Runs whole clusters over three zones instead of single nodes and groups.")
  private boolean cluster;

  @Option(
      names = "--transactions",
      description = "Runs transactions in whole clusters and looks for a serial order of them.")
  private boolean transactions;

  @Option(
      names = "--lines",
      description = "How many last events a replay prints (default: ${DEFAULT-VALUE}).")
  private int lines = 300;

  private final Set<Enum<?>> neverTaken =
      Stream.of(
              Probe.values(), NodeBranch.values(), FeedBranch.values(), TransactionBranch.values())
          .<Enum<?>>flatMap(Stream::of)
          .collect(Collectors.toCollection(LinkedHashSet::new));
  private long virtualMillis;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new SimMain()).execute(arguments));
  }

  @Override
  public Integer call() {
    if (seed >= 0) {
      return replay();
    }
    String[] ends = seeds.split("\\.\\.", 2);
    long first = Long.parseLong(ends[0]);
    long last = Long.parseLong(ends[ends.length - 1]);
    int failures = 0;
    for (long each = first; each <= last; each++) {
      failures += runOne(each);
    }
    // Of the whole process: compiling the code is part of it.
    Duration cpu = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    System.out.printf(
        Locale.ROOT,
        "%d seeds, %d failed, %d simulated s, %.2f ms of CPU for each of them%n",
        last - first + 1,
        failures,
        virtualMillis / 1000,
        cpu.toMillis() * 1000.0 / Math.max(1, virtualMillis));
    System.out.println("rare branches that no run took: " + neverTaken);
    return failures == 0 ? 0 : 1;
  }

  private SeedRun<?> run(long each) {
    if (transactions) {
      return new TransactionRun(each);
    }
    return cluster ? new ClusterRun(each) : new SimRun(each);
  }

  private int runOne(long each) {
    SeedRun<?> run = run(each);
    try {
      SeedRun.Report report = run.go(seconds);
      neverTaken.removeAll(run.branches());
      virtualMillis += report.virtualMillis();
      System.out.println("seed " + each + ": " + report);
      return 0;
    } catch (AssertionError broken) {
      System.out.println("seed " + each + " FAILED, " + broken.getMessage());
      return 1;
    }
  }

  private int replay() {
    SeedRun<?> run = run(seed);
    run.recordTrace(lines);
    try {
      System.out.println("seed " + seed + ": " + run.go(seconds));
      return 0;
    } catch (AssertionError broken) {
      run.traceLines().forEach(System.out::println);
      System.out.println(broken.getMessage());
      broken.printStackTrace(System.out);
      return 1;
    }
  }
}
