package dev.stator.lab.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;

/**
 * What the parts of {@code bench features} work with: one server, its tables, and the report.
 *
 * @param server the process under measurement
 * @param foregroundRate requests per second of open loops beside something else
 */
record FeatureBench(
    Target server,
    BenchOptions options,
    double foregroundRate,
    FeatureReport report,
    PrintStream out) {
  static final Duration QUIET_WITHIN = Duration.ofMinutes(5);

  BenchTable table(String suffix, TableShape shape, String moreAttributes) {
    return new BenchTable(
        server.endpoint(), options.table + "-" + suffix, shape, moreAttributes, out);
  }

  /** Strong reads, or writes, of a table's items as fast as they are answered. */
  RunSpec closed(String label, Workload workload, BenchTable table) {
    return options.spec(server.named(label), workload, true).on(server.named(label), table.name());
  }

  /** The same at the rate of the foreground. */
  RunSpec open(String label, Workload workload, BenchTable table) {
    return closed(label, workload, table).atRate(foregroundRate, options.duration);
  }

  /** Runs the specs in turn, round after round. */
  Comparison compare(String title, List<RunSpec> specs) {
    quiet();
    Comparison comparison = Comparison.run(title, specs, options.rounds, out);
    report.add(comparison);
    return comparison;
  }

  Duration quiet() {
    return Quiet.await(server, QUIET_WITHIN);
  }

  void fact(String name, String value) {
    report.fact(name, value);
    out.println(name + ": " + value);
  }

  /** Something that talks to the server. */
  interface Talk {
    void talk() throws IOException;
  }

  static void talk(Talk talk) {
    try {
      talk.talk();
    } catch (IOException e) {
      throw new UncheckedIOException("The server does not answer", e);
    }
  }
}
