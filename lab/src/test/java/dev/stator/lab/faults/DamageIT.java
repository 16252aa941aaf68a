package dev.stator.lab.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.lab.process.ServerProcess;
import dev.stator.lab.process.StatorProcess;
import dev.stator.lab.wire.Answer;
import dev.stator.lab.wire.RawClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One byte of a stopped server's files is flipped. The next server may refuse to start or refuse to
 * read what is damaged, and must name it; it may not answer wrongly or leave something out.
 */
class DamageIT {
  private static final String TABLE = "damage";
  private static final int ITEMS = 3_000;

  @Test
  void aFlippedByteInALogSegmentIsDetectedAndNamed(@TempDir Path folder) throws Exception {
    StatorProcess stator = new StatorProcess(StatorProcess.Config.durable(folder.resolve("data")));
    try (stator) {
      stator.start();
      load(stator);
      // Killed, not stopped: the log still holds what the engine has not written out.
      stator.killNine();
      Path segment =
          most(
              folder,
              name -> name.startsWith("wal-") && name.endsWith(".log"),
              DamageIT::lastItemAt);
      flip(segment, lastItemAt(segment) / 2);
      noWrongAnswer(stator, segment);
    }
  }

  @Test
  void aFlippedByteInASortedTableIsDetectedAndNamed(@TempDir Path folder) throws Exception {
    StatorProcess stator = new StatorProcess(StatorProcess.Config.durable(folder.resolve("data")));
    try (stator) {
      stator.start();
      load(stator);
      assertThat(stator.stop()).as("exit code after SIGTERM").isIn(0, 143);
      Path table = most(folder, name -> name.endsWith(".sst"), file -> file.toFile().length());
      flip(table, Files.size(table) / 2);
      noWrongAnswer(stator, table);
    }
  }

  private static void load(StatorProcess stator) throws IOException {
    Writers.makeTable(stator.endpoint(), TABLE);
    try (RawClient client = RawClient.to(stator.endpoint())) {
      for (int from = 0; from < ITEMS; from += 25) {
        StringBuilder puts = new StringBuilder();
        for (int i = from; i < from + 25; i++) {
          puts.append(i == from ? "" : ",").append("{\"PutRequest\":{\"Item\":");
          puts.append(ItemForm.item("k" + i, i + 1)).append("}}");
        }
        client
            .call("BatchWriteItem", "{\"RequestItems\":{\"%s\":[%s]}}".formatted(TABLE, puts))
            .orThrow();
      }
    }
  }

  /** The file of this name that has the most of something. */
  private static Path most(Path folder, Predicate<String> name, ToLongFunction<Path> of)
      throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> all = files.filter(Files::isRegularFile).toList();
      return all.stream()
          .filter(file -> name.test(file.getFileName().toString()))
          .max(Comparator.comparingLong(of))
          .orElseThrow(() -> new AssertionError("No such file among " + all));
    }
  }

  /** The last byte that is not zero: segments are preallocated. */
  private static long lastItemAt(Path segment) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(segment);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    int at = bytes.length - 1;
    while (at > 0 && bytes[at] == 0) {
      at--;
    }
    return at;
  }

  private static void flip(Path file, long at) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, at);
      one.put(0, (byte) (one.get(0) ^ 0x10)).rewind();
      channel.write(one, at);
    }
    System.out.printf("flipped a bit at %,d of %s%n", at, file);
  }

  private static void noWrongAnswer(StatorProcess stator, Path damaged) throws IOException {
    ServerProcess process = stator.launch();
    boolean ready;
    try {
      process.awaitLine(line -> line.contains("Stator is ready"), Duration.ofSeconds(60));
      ready = true;
    } catch (IllegalStateException e) {
      ready = false;
    }
    int refused = ready ? readAll(stator) : ITEMS;
    if (!ready) {
      assertThat(process.awaitEnd(Duration.ofSeconds(60))).as("exit code").isNotZero();
      assertThat(process.output()).doesNotContain("\tat ");
    }
    System.out.printf("ready: %s, refused reads: %d%n%s%n", ready, refused, process.output());
    assertThat(refused).as("reads of what is damaged are refused, not guessed").isPositive();
    assertThat(process.output())
        .as("what is damaged is named")
        .contains(damaged.getFileName().toString());
  }

  /** Reads every item; each answer is right or a refusal. Returns the number of refusals. */
  private static int readAll(StatorProcess stator) throws IOException {
    int refused = 0;
    try (RawClient client = RawClient.to(stator.endpoint())) {
      for (int i = 0; i < ITEMS; i++) {
        Answer answer =
            client.call(
                "GetItem",
                "{\"TableName\":\"%s\",\"Key\":%s,\"ConsistentRead\":true}"
                    .formatted(TABLE, ItemForm.key("k" + i)));
        if (answer.ok()) {
          assertThat(ItemForm.version(answer)).as("k" + i).isEqualTo(i + 1);
        } else {
          assertThat(answer.status()).as("%s", answer).isGreaterThanOrEqualTo(500);
          refused++;
        }
      }
    }
    return refused;
  }
}
