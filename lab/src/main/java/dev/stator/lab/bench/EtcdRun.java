package dev.stator.lab.bench;

import dev.stator.lab.process.DynamoLocalProcess;
import dev.stator.lab.process.EtcdCluster;
import dev.stator.lab.process.ServerProcess;
import dev.stator.lab.process.SourceTree;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Load on etcd through jetcd, its Java client over gRPC, in a process of its own. */
final class EtcdRun {
  private static final Pattern LINE =
      Pattern.compile(
          "etcd: ([0-9.]+)/s p50 ([0-9.]+) p99 ([0-9.]+) p99.9 ([0-9.]+) max ([0-9.]+) errors ([0-9]+)");

  private EtcdRun() {}

  /** Compiles the load generator, when that has not been done. */
  static void prepare() {
    Path project = SourceTree.root().resolve("lab/etcd");
    ProcessBuilder command =
        new ProcessBuilder(
            SourceTree.root().resolve("mvnw").toString(),
            "-q",
            "-B",
            "-f",
            project.resolve("pom.xml").toString(),
            "process-classes");
    try (ServerProcess build = ServerProcess.start("build of the load on etcd", command)) {
      if (build.awaitEnd(Duration.ofMinutes(5)) != 0) {
        throw new IllegalStateException("The load on etcd cannot be built:\n" + build.output());
      }
    }
  }

  /** What it measured, as of one endpoint's round. */
  static Figures run(EtcdCluster etcd, BenchOptions options, int valueBytes) {
    Path target = SourceTree.root().resolve("lab/etcd/target");
    ProcessBuilder command =
        new ProcessBuilder(
            List.of(
                DynamoLocalProcess.javaExecutable(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                target.resolve("classes") + ":" + target.resolve("lib") + "/*",
                "dev.stator.lab.etcd.EtcdLoad",
                String.join(",", etcd.endpoints()),
                Integer.toString(options.connections),
                Long.toString(options.warmUp.toSeconds()),
                Long.toString(Math.max(1, options.duration.toSeconds())),
                Integer.toString(options.items),
                Integer.toString(valueBytes)));
    try (ServerProcess load = ServerProcess.start("load on etcd", command)) {
      load.awaitEnd(options.warmUp.plus(options.duration).plusSeconds(60));
      Matcher line = LINE.matcher(load.output());
      if (!line.find()) {
        throw new IllegalStateException("The load on etcd ended early:\n" + load.output());
      }
      return new Figures(
          number(line, 1), number(line, 2), number(line, 3), number(line, 4), number(line, 6));
    }
  }

  private static double number(Matcher line, int group) {
    return Double.parseDouble(line.group(group));
  }

  /** One round's figures; latencies in milliseconds. */
  record Figures(double perSecond, double p50, double p99, double p999, double errors) {
    static Figures of(RunResult result) {
      var all = result.all();
      return new Figures(
          all.getTotalCount() / result.seconds(),
          all.getValueAtPercentile(50) / 1e6,
          all.getValueAtPercentile(99) / 1e6,
          all.getValueAtPercentile(99.9) / 1e6,
          result.errors().values().stream().mapToLong(Long::longValue).sum());
    }

    static Figures median(List<Figures> rounds) {
      return new Figures(
          Numbers.median(rounds.stream().mapToDouble(Figures::perSecond).toArray()),
          Numbers.median(rounds.stream().mapToDouble(Figures::p50).toArray()),
          Numbers.median(rounds.stream().mapToDouble(Figures::p99).toArray()),
          Numbers.median(rounds.stream().mapToDouble(Figures::p999).toArray()),
          rounds.stream().mapToDouble(Figures::errors).sum());
    }

    String text() {
      return Numbers.format(
          "%,9.0f/s  p50 %7.3f  p99 %8.3f  p99.9 %8.3f ms  errors %.0f",
          perSecond, p50, p99, p999, errors);
    }
  }
}
