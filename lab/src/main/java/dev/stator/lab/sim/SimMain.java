package dev.stator.lab.sim;

import dev.stator.consensus.core.Probe;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
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

  private final EnumSet<Probe> neverTaken = EnumSet.allOf(Probe.class);
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
    if (cluster) {
      System.out.println("rare branches that no run took: " + neverTaken);
    }
    return failures == 0 ? 0 : 1;
  }

  private int runOne(long each) {
    try {
      if (transactions) {
        TransactionRun.Report report = new TransactionRun(each).go(seconds);
        virtualMillis += report.virtualMillis();
        System.out.println("seed " + each + ": " + report);
      } else if (cluster) {
        ClusterRun run = new ClusterRun(each);
        ClusterRun.Report report = run.go(seconds);
        neverTaken.removeAll(run.branches());
        virtualMillis += report.virtualMillis();
        System.out.println("seed " + each + ": " + report);
      } else {
        SimRun.Report report = new SimRun(each).go(seconds);
        virtualMillis += report.virtualMillis();
        System.out.println("seed " + each + ": " + report);
      }
      return 0;
    } catch (AssertionError broken) {
      System.out.println("seed " + each + " FAILED, " + broken.getMessage());
      return 1;
    }
  }

  private int replay() {
    if (transactions) {
      TransactionRun run = new TransactionRun(seed).recordTrace(lines);
      return replay(() -> run.go(seconds), run::traceLines);
    }
    if (cluster) {
      ClusterRun run = new ClusterRun(seed).recordTrace(lines);
      return replay(() -> run.go(seconds), run::traceLines);
    }
    SimRun run = new SimRun(seed).recordTrace(lines);
    return replay(() -> run.go(seconds), run::traceLines);
  }

  private int replay(Supplier<Object> run, Supplier<List<String>> trace) {
    try {
      System.out.println("seed " + seed + ": " + run.get());
      return 0;
    } catch (AssertionError broken) {
      trace.get().forEach(System.out::println);
      System.out.println(broken.getMessage());
      broken.printStackTrace(System.out);
      return 1;
    }
  }
}
