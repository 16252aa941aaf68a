package dev.stator.storage.engine.rocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.base.SeededRandom;
import dev.stator.storage.engine.Batch;
import dev.stator.storage.engine.DamagedDataException;
import dev.stator.storage.engine.Engine;
import dev.stator.storage.engine.EngineContractTest;
import dev.stator.storage.engine.EngineException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksEngineTest extends EngineContractTest {
  private static final RocksOptions SMALL = RocksOptions.defaults().withMemory(8L << 20, 2L << 20);

  @TempDir Path folder;

  @Override
  protected Engine open() {
    return RocksEngine.open(folder.resolve("rows"), SMALL);
  }

  @Override
  protected Engine reopen() {
    engine.close();
    return open();
  }

  @Test
  void aSecondOpenOfTheSameFolderIsRefusedInOneSentence() {
    assertThatThrownBy(this::open)
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("is in use by another process");
  }

  @Test
  void aFolderThatCannotBeMadeIsRefusedInOneSentence() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> RocksEngine.open(file.resolve("rows"), SMALL))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("cannot be made");
  }

  @Test
  void aFlippedByteIsNamedAndOtherRowsStayReadable() throws Exception {
    fill("a", 2000);
    engine.flush();
    fill("b", 2000);
    engine.flush();
    engine.close();
    List<Path> tables = tables();
    assertThat(tables).hasSizeGreaterThanOrEqualTo(2);
    Path damaged = tables.getFirst();
    flip(damaged, 20_000);
    engine = open();
    int answered = 0;
    int refused = 0;
    for (String prefix : List.of("a", "b")) {
      for (int i = 0; i < 2000; i++) {
        try {
          assertThat(get(key(prefix, i))).isEqualTo(value(i));
          answered++;
        } catch (DamagedDataException e) {
          assertThat(e).hasMessageContaining(damaged.getFileName().toString());
          refused++;
        }
      }
    }
    assertThat(refused).isBetween(1, 200);
    assertThat(answered).isEqualTo(4000 - refused);
    assertThatThrownBy(() -> scan("a", "b", false)).isInstanceOf(DamagedDataException.class);
    assertThatThrownBy(() -> scan("a", "b", true)).isInstanceOf(DamagedDataException.class);
    assertThat(scan("b", "c", false)).hasSize(2000);
  }

  @Test
  void anyFlippedByteOfATableIsNoticedOrHarmless() throws Exception {
    fill("a", 500);
    engine.flush();
    engine.close();
    Path table = tables().getFirst();
    byte[] good = Files.readAllBytes(table);
    SeededRandom random = new SeededRandom(7);
    int noticed = 0;
    for (int round = 0; round < 40; round++) {
      flip(table, random.nextInt(good.length));
      try (Engine opened = open()) {
        for (int i = 0; i < 500; i++) {
          assertThat(opened.get(bytes(key("a", i)))).isEqualTo(bytes(value(i)));
        }
      } catch (EngineException e) {
        assertThat(e).isInstanceOf(DamagedDataException.class);
        noticed++;
      }
      Files.write(table, good);
    }
    assertThat(noticed).isGreaterThan(25);
    engine = open();
  }

  @Test
  void killedInTheMiddleItKeepsWhatWasFlushed() throws Exception {
    Path rows = folder.resolve("killed");
    Process process = child(WriteAndDie.class, rows);
    String output;
    try (InputStream stream = process.getInputStream()) {
      output = new String(stream.readAllBytes());
    }
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(output).contains("flushed");
    assertThat(process.exitValue()).isEqualTo(WriteAndDie.EXIT);
    try (RocksEngine opened = RocksEngine.open(rows, SMALL)) {
      for (int i = 0; i < WriteAndDie.FLUSHED; i++) {
        assertThat(opened.get(bytes("k" + i))).isEqualTo(bytes("v" + i));
      }
      // What came later is there as a prefix, if at all.
      boolean gone = false;
      for (int i = WriteAndDie.FLUSHED; i < WriteAndDie.WRITTEN; i++) {
        byte[] value = opened.get(bytes("k" + i));
        assertThat(value == null || !gone).isTrue();
        gone |= value == null;
      }
      assertThat(opened.problem()).isNull();
    }
  }

  @Test
  void killedAmongRunsEachIsThereAsAWholeAndAfterTheMarkThatWasFlushedBeforeIt() throws Exception {
    Path rows = folder.resolve("killed");
    Process process = child(IngestUntilKilled.class, rows);
    int said = -1;
    try (BufferedReader reader = process.inputReader()) {
      String line;
      while (said < 12 && (line = reader.readLine()) != null) {
        if (line.startsWith("ingested ")) {
          said = Integer.parseInt(line.substring("ingested ".length()));
        }
      }
      process.destroyForcibly();
    }
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(said).isEqualTo(12);
    try (RocksEngine opened = RocksEngine.open(rows, SMALL)) {
      int runs = 0;
      for (int i = 0; i < IngestUntilKilled.RUNS; i++) {
        int found = 0;
        for (int row = 0; row < IngestUntilKilled.ROWS; row++) {
          found += opened.get(IngestUntilKilled.key(i, row)) == null ? 0 : 1;
        }
        assertThat(found).isIn(0, IngestUntilKilled.ROWS);
        if (found > 0) {
          runs++;
          assertThat(opened.get(bytes("mark" + i))).isNotNull();
        }
      }
      assertThat(runs).isGreaterThan(said);
      assertThat(rows.resolve("runs")).isEmptyDirectory();
    }
  }

  @Test
  void aDamagedRunIsNotTakenIn() throws Exception {
    try (Engine.Run run = engine.newRun()) {
      for (int i = 0; i < 30_000; i++) {
        run.put(bytes(key("r", i)), bytes(value(i)));
      }
      // Most of it is in the file by now, and is not written again.
      try (Stream<Path> files = Files.list(folder.resolve("rows").resolve("runs"))) {
        flip(files.findFirst().orElseThrow(), 5_000);
      }
      assertThatThrownBy(run::ingest).isInstanceOf(DamagedDataException.class);
    }
    assertThat(scan("r", "s", false)).isEmpty();
    assertThat(folder.resolve("rows").resolve("runs")).isEmptyDirectory();
  }

  @Test
  void batchesLargerThanTheMemtablesAreFlushedByThemselves() {
    for (int i = 0; i < 40; i++) {
      Batch batch = new Batch();
      for (int row = 0; row < 100; row++) {
        byte[] value = new byte[2000];
        new SeededRandom(i * 100L + row).nextLong();
        value[0] = (byte) i;
        batch.put(bytes("big%03d%03d".formatted(i, row)), value);
      }
      engine.write(batch);
    }
    assertThat(scan("big", "bih", false)).hasSize(4000);
  }

  private static Process child(Class<?> program, Path rows) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            program.getName(),
            rows.toString())
        .redirectErrorStream(true)
        .start();
  }

  private void fill(String prefix, int rows) {
    Batch batch = new Batch();
    for (int i = 0; i < rows; i++) {
      batch.put(bytes(key(prefix, i)), bytes(value(i)));
    }
    engine.write(batch);
  }

  private static String key(String prefix, int i) {
    return "%s%06d".formatted(prefix, i);
  }

  /** Hardly compressible. */
  private static String value(int i) {
    SeededRandom random = new SeededRandom(i);
    StringBuilder text = new StringBuilder();
    for (int part = 0; part < 8; part++) {
      text.append(Long.toString(random.nextLong(), 36));
    }
    return text.toString();
  }

  private List<Path> tables() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("rows"))) {
      return files.filter(file -> file.toString().endsWith(".sst")).sorted().toList();
    }
  }

  private static void flip(Path file, long position) throws IOException {
    try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
      access.seek(position);
      int old = access.read();
      access.seek(position);
      access.write(old ^ 0x10);
    }
  }

  /** The program that gets killed. */
  public static final class WriteAndDie {
    static final int FLUSHED = 500;
    static final int WRITTEN = 1000;
    static final int EXIT = 7;

    public static void main(String[] arguments) {
      RocksEngine engine = RocksEngine.open(Path.of(arguments[0]), SMALL);
      for (int i = 0; i < WRITTEN; i++) {
        if (i == FLUSHED) {
          engine.flush();
          System.out.println("flushed");
        }
        Batch batch = new Batch();
        batch.put(bytes("k" + i), bytes("v" + i));
        engine.write(batch);
      }
      Runtime.getRuntime().halt(EXIT);
    }
  }

  /** The program that gets killed while it ingests. */
  public static final class IngestUntilKilled {
    static final int RUNS = 500;
    static final int ROWS = 2000;

    public static void main(String[] arguments) {
      RocksEngine engine = RocksEngine.open(Path.of(arguments[0]), SMALL);
      for (int i = 0; i < RUNS; i++) {
        Batch batch = new Batch();
        batch.put(bytes("mark" + i), bytes("begun"));
        engine.write(batch);
        engine.flush();
        try (Engine.Run run = engine.newRun()) {
          for (int row = 0; row < ROWS; row++) {
            run.put(key(i, row), bytes("v" + row));
          }
          run.ingest();
        }
        System.out.println("ingested " + i);
      }
    }

    static byte[] key(int run, int row) {
      return bytes("k%04d%04d".formatted(run, row));
    }
  }
}
