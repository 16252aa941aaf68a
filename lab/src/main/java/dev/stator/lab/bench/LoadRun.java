package dev.stator.lab.bench;

import dev.stator.lab.wire.ErrorNames;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** Runs one measurement and prints a line for each second of it. */
final class LoadRun {
  private static final long SECOND_NANOS = 1_000_000_000L;

  private final RunSpec spec;
  private final PrintStream progress;
  private final List<LoadLoop> loops = new ArrayList<>();
  private volatile boolean stopped;

  LoadRun(RunSpec spec, PrintStream progress) {
    this.spec = spec;
    this.progress = progress;
  }

  static RunResult run(RunSpec spec, PrintStream progress) {
    return new LoadRun(spec, progress).run();
  }

  RunResult run() {
    Transport transport = Transport.best();
    MultiThreadIoEventLoopGroup group = transport.group(spec.threads());
    try {
      start(group, transport);
      long warmUpAnswers = watch("warm-up", spec.warmUp(), 0).all().getTotalCount();
      return watch("run", spec.duration(), warmUpAnswers);
    } finally {
      loops.forEach(LoadLoop::stop);
      group.shutdownGracefully(50, 2_000, TimeUnit.MILLISECONDS).awaitUninterruptibly();
    }
  }

  /** Ends the phase that is under way, and what follows at once; within a second. Any thread. */
  void stop() {
    stopped = true;
  }

  private void start(MultiThreadIoEventLoopGroup group, Transport transport) {
    KeyChooser keys = KeyChooser.of(spec.keys(), spec.items());
    long now = System.nanoTime();
    for (int i = 0; i < spec.threads(); i++) {
      RequestSource source = new RequestSource(spec, keys, 42 + i);
      Pacer pacer = Pacer.of(spec.ratePerSecond(), spec.threads(), now);
      loops.add(new LoadLoop(group.next(), transport, spec, source, pacer));
    }
    for (int i = 0; i < loops.size(); i++) {
      int share = spec.connections() / loops.size();
      loops.get(i).start(i < spec.connections() % loops.size() ? share + 1 : share);
    }
  }

  /** Collects for a while, second by second; what came before is dropped. */
  private RunResult watch(String phase, Duration howLong, long warmUpAnswers) {
    RunResult total = empty();
    drain(empty());
    double processor = spec.target().processorSeconds();
    long start = System.nanoTime();
    long end = start + howLong.toNanos();
    long last = start;
    while (last - end < 0 && !stopped) {
      parkUntil(Math.min(last + SECOND_NANOS, end));
      RunResult second = empty();
      drain(second);
      long now = System.nanoTime();
      print(phase, now - start, (now - last) / 1e9, second);
      addTo(total, second);
      last = now;
    }
    return new RunResult(
        spec,
        (last - start) / 1e9,
        total.reads(),
        total.writes(),
        total.errors(),
        warmUpAnswers,
        spec.target().processorSeconds() - processor);
  }

  private RunResult empty() {
    return new RunResult(
        spec, 0, LoopStats.histogram(), LoopStats.histogram(), new TreeMap<>(), 0, Double.NaN);
  }

  private void drain(RunResult into) {
    loops.forEach(loop -> loop.stats().drainInto(into.reads(), into.writes(), into.errors()));
  }

  private static void addTo(RunResult total, RunResult part) {
    total.reads().add(part.reads());
    total.writes().add(part.writes());
    part.errors().forEach((name, count) -> total.errors().merge(name, count, Long::sum));
  }

  private void print(String phase, long sinceNanos, double seconds, RunResult second) {
    Histogram all = second.all();
    progress.printf(
        "%-22s %-8s %-7s %4d s %,9.0f/s  p50 %7.3f  p99 %8.3f  max %8.1f ms%s%n",
        spec.target().label(),
        spec.workload().title(),
        phase,
        Math.round(sinceNanos / 1e9),
        all.getTotalCount() / seconds,
        all.getValueAtPercentile(50) / 1e6,
        all.getValueAtPercentile(99) / 1e6,
        all.getMaxValue() / 1e6,
        errorText(second.errors()));
  }

  static String errorText(Map<String, Long> errors) {
    StringBuilder text = new StringBuilder();
    errors.forEach((name, count) ->
        text.append(ErrorNames.isThrottle(name) ? "  throttled: " : "  error: ")
            .append(name)
            .append(" x ")
            .append(count));
    return text.toString();
  }

  private static void parkUntil(long nanos) {
    for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
