package dev.stator.lab.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.lab.Machinery;
import dev.stator.lab.process.DynamoLocalProcess;
import dev.stator.lab.process.ProcessCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three processes in three zones answer as DynamoDB Local does, whichever of them is asked: one
 * request after the other goes to the next node. Some of the cases of {@link OracleIT}, and random
 * requests: {@code -Dstator.oracle.cluster.requests} sets how many, {@code -Dstator.oracle.seed}
 * replays those of one run.
 */
class OracleClusterIT {
  private static final List<String> FILES =
      List.of("40-query-scan.txt", "95-transactions.txt", "96-indexes.txt");
  private static final Duration WHOLE_WITHIN = Duration.ofSeconds(90);

  @TempDir private Path work;

  @Test
  void everyNodeAnswersAlike() throws Exception {
    Machinery.require("curl", "curl", "--version");
    long seed = Long.getLong("stator.oracle.seed", 20_261_127L);
    int requests = Integer.getInteger("stator.oracle.cluster.requests", 300);
    try (ProcessCluster cluster = ProcessCluster.onLoopback(work);
        DynamoLocalProcess local = DynamoLocalProcess.start(null)) {
      cluster.start(WHOLE_WITHIN);
      long begun = System.nanoTime();
      try (Contest contest = new Contest(local.endpoint(), cluster.endpoints())) {
        makeTables(contest);
        for (String file : FILES) {
          for (Step step : CaseFile.steps(file)) {
            contest.run(step);
          }
        }
        assertThat(contest.findings()).isEmpty();
        RandomRequests random = new RandomRequests(seed);
        for (int i = 0; i < requests; i++) {
          RandomRequests.Request request = random.next();
          contest.compare(
              "seed " + seed + " request " + i,
              request.operation(),
              request.body(),
              request.eventual());
        }
        assertThat(contest.findings()).isEmpty();
        System.out.printf(
            "%d requests to three nodes and to DynamoDB Local in %d s%n",
            contest.requests(), Duration.ofNanos(System.nanoTime() - begun).toSeconds());
      }
    }
  }

  /** The first lines of the cases of tables make those that all others use. */
  private static void makeTables(Contest contest) throws IOException {
    for (Step step : CaseFile.steps("00-tables.txt")) {
      contest.run(step);
      if (step instanceof Step.Await) {
        return;
      }
    }
  }
}
