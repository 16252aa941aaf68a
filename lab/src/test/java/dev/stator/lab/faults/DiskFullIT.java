package dev.stator.lab.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.lab.process.StatorProcess;
import dev.stator.lab.wire.Answer;
import dev.stator.lab.wire.ErrorNames;
import dev.stator.lab.wire.RawClient;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk fills up under load, and later has space again. */
class DiskFullIT {
  private static final String TABLE = "disk-full";
  private static final long DISK_BYTES = 1L << 30;

  /** Left free after the start, to be filled by the test's own writes. */
  private static final long SPARE_BYTES = 24L << 20;

  private static final int WRITES_MAX = 20_000;
  private static final String PAD = "0123456789abcdef".repeat(6_000);

  @Test
  void writesAreRefusedClearlyReadsGoOnAndSpaceHeals(@TempDir Path work) throws Exception {
    try (LoopDisk disk = LoopDisk.mountedUnder(work, "ext4", DISK_BYTES);
        StatorProcess stator =
            StatorProcess.started(StatorProcess.Config.durable(disk.folder().resolve("data")))) {
      Writers.makeTable(stator.endpoint(), TABLE);
      Path ballast = disk.folder().resolve("ballast");
      fill(ballast, disk.folder());
      int written = writeUntilRefused(stator);
      readsGoOn(stator, written);
      assertThat(stator.output())
          .as("the reason is named")
          .containsPattern("(?i)space|disk is full");
      Files.delete(ballast);
      writesAgain(stator);
      everythingIsThere(stator, written);
      stator.killNine();
      stator.start();
      everythingIsThere(stator, written);
    }
  }

  private static void fill(Path ballast, Path folder) throws IOException {
    long free = Files.getFileStore(folder).getUsableSpace() - SPARE_BYTES;
    byte[] block = new byte[1 << 20];
    try (RandomAccessFile file = new RandomAccessFile(ballast.toFile(), "rw")) {
      for (long done = 0; done + block.length <= free; done += block.length) {
        file.write(block);
      }
      file.getFD().sync();
    }
  }

  /** Writes 96 KB items until one is refused, and says how many were acknowledged. */
  private static int writeUntilRefused(StatorProcess stator) throws IOException {
    try (RawClient client = new RawClient(stator.endpoint(), Duration.ofSeconds(30))) {
      for (int i = 0; i < WRITES_MAX; i++) {
        Answer answer = putUnthrottled(client, i);
        if (!answer.ok()) {
          System.out.println("disk full after " + i + " items: " + answer);
          assertThat(answer.errorName()).as("%s", answer).doesNotStartWith("HTTP-");
          return i;
        }
      }
    } catch (IOException e) {
      throw new AssertionError("No answer on a full disk:\n" + stator.output(), e);
    }
    throw new AssertionError("The disk never filled up");
  }

  /** A throttle that passes in three seconds was no refusal for want of space. */
  private static Answer putUnthrottled(RawClient client, int number) throws IOException {
    Answer answer = put(client, number);
    for (int attempt = 0; ErrorNames.isThrottle(answer.errorName()) && attempt < 60; attempt++) {
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      answer = put(client, number);
    }
    return answer;
  }

  private static Answer put(RawClient client, int number) throws IOException {
    String item =
        "{\"pk\":{\"S\":\"item-%d\"},\"pad\":{\"S\":\"%d-%s\"}}".formatted(number, number, PAD);
    return client.call("PutItem", "{\"TableName\":\"%s\",\"Item\":%s}".formatted(TABLE, item));
  }

  private static void readsGoOn(StatorProcess stator, int written) throws IOException {
    if (stator.process().alive()) {
      try (RawClient client = RawClient.to(stator.endpoint())) {
        for (int i = 0; i < written; i += Math.max(1, written / 20)) {
          read(client, i);
        }
      }
    }
  }

  private static void read(RawClient client, int number) throws IOException {
    Answer answer =
        client.call(
            "GetItem",
            "{\"TableName\":\"%s\",\"Key\":{\"pk\":{\"S\":\"item-%d\"}},\"ConsistentRead\":true}"
                .formatted(TABLE, number));
    assertThat(answer.orThrow().body())
        .as("item-" + number)
        .contains("\"" + number + "-" + PAD + "\"");
  }

  /** With space again it writes again, if need be after a restart. */
  private static void writesAgain(StatorProcess stator) throws IOException {
    List<String> refusals = new ArrayList<>();
    if (stator.process().alive()) {
      try (RawClient client = new RawClient(stator.endpoint(), Duration.ofSeconds(30))) {
        for (int attempt = 0; attempt < 100; attempt++) {
          Answer answer = putUnthrottled(client, WRITES_MAX + 1);
          if (answer.ok()) {
            System.out.println("writes again without a restart");
            return;
          }
          refusals.add(answer.toString());
          stator.process().pause(Duration.ofMillis(100));
        }
      } catch (IOException e) {
        refusals.add(e.toString());
      }
      stator.killNine();
    }
    System.out.println("writes again only after a restart: " + refusals.stream().limit(1).toList());
    stator.start();
    try (RawClient client = RawClient.to(stator.endpoint())) {
      putUnthrottled(client, WRITES_MAX + 1).orThrow();
    }
  }

  private static void everythingIsThere(StatorProcess stator, int written) throws IOException {
    try (RawClient client = RawClient.to(stator.endpoint())) {
      for (int i = 0; i < written; i++) {
        read(client, i);
      }
      read(client, WRITES_MAX + 1);
    }
  }
}
