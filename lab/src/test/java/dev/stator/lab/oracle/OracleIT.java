package dev.stator.lab.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.lab.process.DynamoLocalProcess;
import dev.stator.lab.wire.Endpoint;
import dev.stator.server.ServerConfig;
import dev.stator.server.StatorServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Stator and DynamoDB Local answer alike. {@code -Dstator.oracle.requests} sets how many random
 * requests there are, {@code -Dstator.oracle.seed} replays those of one run.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OracleIT {
  private static final List<String> FILES =
      List.of(
          "00-tables.txt",
          "10-put-get.txt",
          "20-update.txt",
          "30-conditions.txt",
          "40-query-scan.txt",
          "50-batch.txt",
          "60-edges.txt",
          "70-legacy.txt",
          "80-surface.txt",
          "90-partiql.txt",
          "95-transactions.txt",
          "96-indexes.txt",
          "97-exact.txt");

  private DynamoLocalProcess local;
  private StatorServer stator;
  private Contest contest;

  @BeforeAll
  void start(@TempDir Path unused) throws Exception {
    stator = StatorServer.start(ServerConfig.local(0, unused, true));
    local = DynamoLocalProcess.start(null);
    contest = new Contest(local.endpoint(), List.of(Endpoint.loopback(stator.port())));
  }

  @AfterAll
  void stop() {
    contest.close();
    local.close();
    stator.close();
  }

  @Test
  @Order(1)
  void everyCase() throws IOException {
    for (String file : FILES) {
      for (Step step : CaseFile.steps(file)) {
        contest.run(step);
      }
    }
    assertThat(contest.requests()).isGreaterThan(900);
    assertThat(contest.findings()).isEmpty();
  }

  @Test
  @Order(2)
  void randomRequests() throws IOException {
    long seed = Long.getLong("stator.oracle.seed", 20_261_120L);
    int requests = Integer.getInteger("stator.oracle.requests", 3_000);
    contest.findings().clear();
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
  }
}
