package dev.stator.lab.bench;

import dev.stator.lab.bench.KeyChooser.KeyDistribution;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** What {@code bench} and {@code bench suite} have in common. */
final class BenchOptions {
  @Option(
      names = "--duration",
      defaultValue = "20s",
      converter = Span.class,
      description = "Measured time of each round, such as 20s or 2m (default ${DEFAULT-VALUE}).")
  Duration duration = Duration.ZERO;

  @Option(
      names = "--warmup",
      defaultValue = "5s",
      converter = Span.class,
      description = "Time before each round that is not measured (default ${DEFAULT-VALUE}).")
  Duration warmUp = Duration.ZERO;

  @Option(
      names = "--items",
      defaultValue = "100000",
      description = "Items loaded beforehand (default ${DEFAULT-VALUE}).")
  int items;

  @Option(
      names = "--connections",
      defaultValue = "64",
      description = "Connections, one request in flight on each (default ${DEFAULT-VALUE}).")
  int connections;

  @Option(
      names = "--threads",
      defaultValue = "1",
      description = "Event loops of the load generator (default ${DEFAULT-VALUE}).")
  int threads;

  @Option(
      names = "--keys",
      defaultValue = "UNIFORM",
      description = "uniform or zipfian (default ${DEFAULT-VALUE}).")
  KeyDistribution keys = KeyDistribution.UNIFORM;

  @Option(
      names = "--rounds",
      defaultValue = "3",
      description = "Interleaved rounds when endpoints are compared (default ${DEFAULT-VALUE}).")
  int rounds;

  @Option(
      names = "--table",
      defaultValue = "stator-bench",
      description = "The table that is made, filled and removed (default ${DEFAULT-VALUE}).")
  String table = "";

  RunSpec spec(Target target, Workload workload, boolean strong) {
    return new RunSpec(
        target, workload, table, strong, keys, 0, items, connections, threads, 0, warmUp, duration);
  }

  /** Reads {@code 500ms}, {@code 20s} or {@code 2m}. */
  static final class Span implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      String lower = text.toLowerCase(Locale.ROOT);
      return lower.endsWith("ms")
          ? Duration.ofMillis(Long.parseLong(lower.substring(0, lower.length() - 2)))
          : Duration.parse(
              "PT" + (Character.isDigit(lower.charAt(lower.length() - 1)) ? lower + "s" : lower));
    }
  }
}
