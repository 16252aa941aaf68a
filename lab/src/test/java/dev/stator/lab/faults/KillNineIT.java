package dev.stator.lab.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * kill -9 in the middle of writes, again and again on the same data ({@code -Dstator.kill.rounds},
 * {@code -Dstator.seed}).
 */
class KillNineIT {
  private static final int ROUNDS = Integer.getInteger("stator.kill.rounds", 30);
  private static final long SEED = Long.getLong("stator.seed", System.nanoTime());

  /** "In seconds", with room for a machine that does something else as well. */
  private static final Duration RESTART_MAX = Duration.ofSeconds(15);

  @Test
  void acknowledgedWritesSurviveAndOthersAreWholeOrAbsent(@TempDir Path folder) throws Exception {
    System.out.println("replay with -Dstator.seed=" + SEED);
    SplittableRandom random = new SplittableRandom(SEED);
    Writers writers = new Writers("kill-nine", 6, random.nextLong());
    List<Long> restartsMs = new ArrayList<>();
    try (Subject server = Subject.on(folder.resolve("data"))) {
      server.start();
      writers.makeTable(server.endpoint());
      for (int round = 1; round <= ROUNDS; round++) {
        Writers.Load load = writers.start(server.endpoint());
        LockSupport.parkNanos(Duration.ofMillis(100 + random.nextInt(700)).toNanos());
        assertThat(load.running()).as("load ran until the kill: %s", server.output()).isTrue();
        server.killNine();
        load.end();
        Duration restart = server.start();
        restartsMs.add(restart.toMillis());
        writers.verify(server.endpoint());
        assertThat(restart).as("restart of round " + round).isLessThan(RESTART_MAX);
      }
    }
    assertThat(writers.acknowledged()).as("acknowledged writes").isGreaterThan(10L * ROUNDS);
    System.out.printf(
        "kill -9: %d rounds, %,d acknowledged writes, restarts median %d ms, longest %d ms%n",
        ROUNDS,
        writers.acknowledged(),
        restartsMs.stream().sorted().toList().get(ROUNDS / 2),
        restartsMs.stream().mapToLong(Long::longValue).max().orElse(0));
  }
}
