package dev.stator.lab.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.lab.Machinery;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Power loss: the file system under the data is shut down in the middle of writes, so that all that
 * was not synced is gone ({@code -Dstator.power.rounds}, {@code -Dstator.seed}).
 */
class PowerLossIT {
  private static final int ROUNDS = Integer.getInteger("stator.power.rounds", 5);
  private static final long SEED = Long.getLong("stator.seed", System.nanoTime());
  private static final long DISK_BYTES = 1L << 30;

  @ParameterizedTest
  @ValueSource(strings = {"xfs", "ext4"})
  void acknowledgedWritesSurviveTheLossOfUnsyncedOnes(String fileSystem, @TempDir Path work)
      throws Exception {
    if (!Machinery.works("xfs_io", "-V")) {
      Machinery.missing("xfs_io (package xfsprogs)");
    }
    System.out.println("replay with -Dstator.seed=" + SEED);
    SplittableRandom random = new SplittableRandom(SEED);
    Writers writers = new Writers("power-loss", 6, random.nextLong());
    try (LoopDisk disk = LoopDisk.mountedUnder(work, fileSystem, DISK_BYTES);
        Subject server = Subject.on(disk.folder().resolve("data"))) {
      server.start();
      writers.makeTable(server.endpoint());
      for (int round = 1; round <= ROUNDS; round++) {
        Writers.Load load = writers.start(server.endpoint());
        LockSupport.parkNanos(Duration.ofMillis(200 + random.nextInt(800)).toNanos());
        disk.losePower();
        // It runs on for a moment without its disk: whatever it acknowledges now must be true too.
        LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        server.killNine();
        load.end();
        disk.unmount();
        disk.mount();
        server.start();
        writers.verify(server.endpoint());
      }
    }
    assertThat(writers.acknowledged()).as("acknowledged writes").isGreaterThan(10L * ROUNDS);
    System.out.printf(
        "power loss on %s: %d rounds, %,d acknowledged writes%n",
        fileSystem, ROUNDS, writers.acknowledged());
  }
}
