package dev.stator.lab.faults;

import dev.stator.lab.Machinery;
import dev.stator.lab.process.ProcessCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three real processes, of which one after the other is killed with kill -9 while clients move
 * money, write one account while another is as they saw it, count in two places, and write past all
 * transactions. After each round: the sums hold, nothing is in the way of anybody, and all that all
 * clients saw has a serial order ({@code -Dstator.bank.rounds.cluster}, {@code -Dstator.seed}).
 */
class ClusterBankIT {
  private static final int ROUNDS = Integer.getInteger("stator.bank.rounds.cluster", 3);
  private static final long SEED = Long.getLong("stator.seed", System.nanoTime());
  private static final Duration WHOLE_WITHIN = Duration.ofSeconds(90);
  private static final int WORK = 40;

  @TempDir private Path work;

  @Test
  void noMoneyComesOrGoesWhileNodesAreKilled() throws Exception {
    System.out.println("replay with -Dstator.seed=" + SEED);
    Machinery.require("curl", "curl", "--version");
    SplittableRandom random = new SplittableRandom(SEED);
    long begun = System.nanoTime();
    try (ProcessCluster cluster = ProcessCluster.onLoopback(work)) {
      cluster.start(WHOLE_WITHIN);
      ClusterBank bank = new ClusterBank(cluster.endpoints(), random.nextLong());
      bank.make();
      cluster.awaitWhole(WHOLE_WITHIN);
      for (int round = 0; round < ROUNDS; round++) {
        ClusterBank.Opening opening = bank.open();
        opening.awaitWork(WORK);
        LockSupport.parkNanos(Duration.ofMillis(random.nextInt(300)).toNanos());
        cluster.node(round % ProcessCluster.NODES).killNine();
        opening.awaitWork(WORK);
        long starting = System.nanoTime();
        cluster.start(WHOLE_WITHIN);
        opening.awaitWork(WORK);
        opening.verify();
        System.out.printf(
            "round %d: whole and checked %d ms after the start of the node that was killed%n",
            round + 1, Duration.ofNanos(System.nanoTime() - starting).toMillis());
      }
      System.out.printf(
          "transactions and kill -9 of each node: %d rounds in %d s, %s%n",
          ROUNDS, Duration.ofNanos(System.nanoTime() - begun).toSeconds(), bank.summary());
    }
  }
}
