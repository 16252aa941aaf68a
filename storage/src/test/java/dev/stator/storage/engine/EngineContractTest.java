package dev.stator.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.base.RandomSource;
import dev.stator.base.SeededRandom;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every engine does. Each adapter runs it. */
public abstract class EngineContractTest {
  private static final long STEPS = Long.getLong("stator.engine.steps", 4_000);

  protected Engine engine;

  /** Opens an empty engine. */
  protected abstract Engine open() throws Exception;

  /** Closes the engine in a clean way and opens it again on the same data. */
  protected abstract Engine reopen() throws Exception;

  @BeforeEach
  void openEngine() throws Exception {
    engine = open();
  }

  @AfterEach
  void closeEngine() {
    engine.close();
  }

  @Test
  void whatWasPutIsGot() {
    put("a", "1");
    put("b", "");
    put("a", "2");
    assertThat(get("a")).isEqualTo("2");
    assertThat(get("b")).isEmpty();
    assertThat(engine.get(bytes("c"))).isNull();
    assertThat(engine.get(bytes("aa"))).isNull();
  }

  @Test
  void aBatchAppliesInOrder() {
    put("k", "old");
    Batch batch = new Batch();
    batch.put(bytes("k"), bytes("1"));
    batch.delete(bytes("k"));
    batch.put(bytes("l"), bytes("2"));
    batch.deleteRange(bytes("l"), bytes("m"));
    batch.put(bytes("lz"), bytes("3"));
    engine.write(batch);
    assertThat(scan("", "z", false)).containsExactly("lz=3");
  }

  @Test
  void rangesAreHalfOpenInBothDirections() {
    for (String key : List.of("a", "b", "c", "d")) {
      put(key, key);
    }
    assertThat(scan("b", "d", false)).containsExactly("b=b", "c=c");
    assertThat(scan("b", "d", true)).containsExactly("c=c", "b=b");
    assertThat(scan("bb", "cc", false)).containsExactly("c=c");
    assertThat(scan("bb", "cc", true)).containsExactly("c=c");
    assertThat(scan("e", "z", false)).isEmpty();
    assertThat(scan("e", "z", true)).isEmpty();
    assertThat(scan("c", "c", true)).isEmpty();
    assertThat(scan("d", "a", false)).isEmpty();
  }

  @Test
  void keysCompareAsUnsignedBytes() {
    byte[] low = {0x7f};
    byte[] high = {(byte) 0x80};
    byte[] highest = {(byte) 0xff, (byte) 0xff};
    for (byte[] key : List.of(highest, high, low)) {
      Batch batch = new Batch();
      batch.put(key, key);
      engine.write(batch);
    }
    try (Engine.Cursor cursor =
        engine.scan(new byte[0], new byte[] {(byte) 0xff, (byte) 0xff, 0}, false)) {
      List<byte[]> keys = new ArrayList<>();
      while (cursor.next()) {
        keys.add(cursor.key());
      }
      assertThat(keys).containsExactly(low, high, highest);
    }
  }

  @Test
  void aCursorSeesOneMoment() {
    for (int i = 0; i < 500; i++) {
      put("k%04d".formatted(i), "old");
    }
    try (Engine.Cursor cursor = engine.scan(bytes("k"), bytes("l"), false)) {
      assertThat(cursor.next()).isTrue();
      Batch batch = new Batch();
      batch.deleteRange(bytes("k0100"), bytes("k0200"));
      batch.put(bytes("k0300"), bytes("new"));
      batch.put(bytes("k0300x"), bytes("new"));
      engine.write(batch);
      int count = 1;
      while (cursor.next()) {
        assertThat(cursor.value()).isEqualTo(bytes("old"));
        count++;
      }
      assertThat(count).isEqualTo(500);
      assertThat(cursor.next()).isFalse();
    }
    assertThat(scan("k", "l", false)).hasSize(401);
  }

  @Test
  void aRunComesInAsAWholeAndReplacesRows() {
    put("a", "old");
    put("c", "old");
    put("x", "old");
    try (Engine.Cursor before = engine.scan(bytes("a"), bytes("z"), false);
        Engine.Run run = engine.newRun()) {
      run.put(bytes("b"), bytes("run"));
      run.put(bytes("c"), bytes("run"));
      run.put(bytes("d"), bytes("run"));
      assertThat(run.bytes()).isEqualTo(3 * (1 + 3));
      assertThat(scan("a", "z", false)).containsExactly("a=old", "c=old", "x=old");
      run.ingest();
      assertThat(scan("a", "z", false))
          .containsExactly("a=old", "b=run", "c=run", "d=run", "x=old");
      int seen = 0;
      while (before.next()) {
        assertThat(text(before.value())).isEqualTo("old");
        seen++;
      }
      assertThat(seen).isEqualTo(3);
    }
    put("b", "new");
    assertThat(get("b")).isEqualTo("new");
  }

  @Test
  void aRunComesAfterARangeDeleteThatCameBefore() {
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 100; i++) {
        put("k%03d".formatted(i), "old");
      }
      Batch batch = new Batch();
      batch.deleteRange(bytes("k"), bytes("l"));
      engine.write(batch);
      if (round == 1) {
        engine.flush();
      }
      try (Engine.Run run = engine.newRun()) {
        for (int i = 0; i < 100; i += 2) {
          run.put(bytes("k%03d".formatted(i)), bytes("run"));
        }
        run.ingest();
      }
      assertThat(scan("k", "l", false)).hasSize(50).first().isEqualTo("k000=run");
    }
  }

  @Test
  void aRunThatIsNotIngestedOrEmptyChangesNothing() {
    put("a", "1");
    try (Engine.Run run = engine.newRun()) {
      run.put(bytes("b"), bytes("2"));
    }
    try (Engine.Run run = engine.newRun()) {
      run.ingest();
    }
    assertThat(scan("a", "z", false)).containsExactly("a=1");
  }

  @Test
  void aRunIsDurableAndALaterBatchWinsOverIt() throws Exception {
    try (Engine.Run run = engine.newRun()) {
      run.put(bytes("a"), bytes("run"));
      run.put(bytes("b"), bytes("run"));
      run.ingest();
    }
    put("b", "batch");
    engine = reopen();
    assertThat(scan("a", "z", false)).containsExactly("a=run", "b=batch");
  }

  @Test
  void afterCloseARunSaysSo() {
    Engine.Run run = engine.newRun();
    run.put(bytes("a"), bytes("1"));
    engine.close();
    run.put(bytes("b"), bytes("1"));
    assertThatThrownBy(run::ingest)
        .isInstanceOf(EngineException.class)
        .hasMessage("The store is closed.");
    run.close();
    run.close();
    assertThatThrownBy(() -> engine.newRun()).isInstanceOf(EngineException.class);
  }

  @Test
  void afterCloseEverythingSaysSo() {
    put("a", "1");
    put("b", "2");
    Engine.Cursor cursor = engine.scan(bytes("a"), bytes("c"), false);
    assertThat(cursor.next()).isTrue();
    engine.close();
    engine.close();
    assertThatThrownBy(() -> engine.get(bytes("a")))
        .isInstanceOf(EngineException.class)
        .hasMessage("The store is closed.");
    assertThatThrownBy(() -> put("a", "2")).isInstanceOf(EngineException.class);
    assertThatThrownBy(() -> engine.flush()).isInstanceOf(EngineException.class);
    assertThatThrownBy(() -> engine.scan(bytes("a"), bytes("c"), true))
        .isInstanceOf(EngineException.class);
    // A cursor that is still open may go on or say that the store is closed, and nothing else.
    try {
      assertThat(cursor.next()).isTrue();
      assertThat(cursor.value()).isEqualTo(bytes("2"));
    } catch (EngineException e) {
      assertThat(e).hasMessage("The store is closed.");
    }
    cursor.close();
    cursor.close();
  }

  @Test
  void unflushedBytesCountWhatAFlushWouldWrite() {
    assertThat(engine.unflushedBytes()).isZero();
    put("abc", "defg");
    assertThat(engine.unflushedBytes()).isEqualTo(7);
    engine.flush();
    assertThat(engine.unflushedBytes()).isZero();
    assertThat(get("abc")).isEqualTo("defg");
  }

  @Test
  void itDoesWhatASortedMapDoes() throws Exception {
    long seed = Long.getLong("stator.engine.seed", System.nanoTime());
    RandomSource random = new SeededRandom(seed);
    TreeMap<String, String> model = new TreeMap<>();
    try {
      for (int step = 0; step < STEPS; step++) {
        step(random, model);
      }
    } catch (Throwable failure) {
      throw new AssertionError("replay with -Dstator.engine.seed=" + seed, failure);
    }
  }

  private void step(RandomSource random, TreeMap<String, String> model) throws Exception {
    int kind = random.nextInt(100);
    if (kind < 48) {
      write(random, model);
    } else if (kind < 50) {
      ingest(random, model);
    } else if (kind < 75) {
      String key = key(random);
      byte[] value = engine.get(bytes(key));
      assertThat(value == null ? null : text(value)).isEqualTo(model.get(key));
    } else if (kind < 97) {
      String from = key(random);
      String to = random.chance(0.2) ? "~" : key(random);
      boolean reverse = random.chance(0.5);
      Map<String, String> expected = from.compareTo(to) < 0 ? model.subMap(from, to) : Map.of();
      List<String> rows = new ArrayList<>();
      expected.forEach((key, value) -> rows.add(key + "=" + value));
      assertThat(scan(from, to, reverse)).isEqualTo(reverse ? rows.reversed() : rows);
    } else if (kind < 99) {
      engine.flush();
    } else if (random.chance(0.1)) {
      engine = reopen();
    }
  }

  private void write(RandomSource random, TreeMap<String, String> model) {
    Batch batch = new Batch();
    int changes = 1 + random.nextInt(random.chance(0.1) ? 200 : 4);
    for (int i = 0; i < changes; i++) {
      String key = key(random);
      int kind = random.nextInt(50);
      if (kind < 35) {
        String value = "v".repeat(random.nextInt(20)) + random.nextInt(1000);
        batch.put(bytes(key), bytes(value));
        model.put(key, value);
      } else if (kind < 49) {
        batch.delete(bytes(key));
        model.remove(key);
      } else {
        String to = key + (random.chance(0.5) ? "zz" : "");
        if (random.chance(0.2)) {
          to = key(random);
        }
        if (key.compareTo(to) < 0) {
          batch.deleteRange(bytes(key), bytes(to));
          model.subMap(key, to).clear();
        }
      }
    }
    engine.write(batch);
  }

  private void ingest(RandomSource random, TreeMap<String, String> model) {
    TreeMap<String, String> rows = new TreeMap<>();
    int count = random.nextInt(100);
    for (int i = 0; i < count; i++) {
      rows.put(key(random), "r" + random.nextInt(1000));
    }
    try (Engine.Run run = engine.newRun()) {
      rows.forEach((key, value) -> run.put(bytes(key), bytes(value)));
      run.ingest();
    }
    model.putAll(rows);
  }

  private static String key(RandomSource random) {
    return HexFormat.of().toHexDigits(random.nextInt(3000), 1 + random.nextInt(4));
  }

  protected final void put(String key, String value) {
    Batch batch = new Batch();
    batch.put(bytes(key), bytes(value));
    engine.write(batch);
  }

  protected final String get(String key) {
    byte[] value = engine.get(bytes(key));
    return value == null ? null : text(value);
  }

  protected final List<String> scan(String from, String to, boolean reverse) {
    List<String> rows = new ArrayList<>();
    try (Engine.Cursor cursor = engine.scan(bytes(from), bytes(to), reverse)) {
      while (cursor.next()) {
        rows.add(text(cursor.key()) + "=" + text(cursor.value()));
      }
      assertThat(cursor.next()).isFalse();
    }
    return rows;
  }

  protected static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  protected static String text(byte[] bytes) {
    return new String(Arrays.copyOf(bytes, bytes.length), StandardCharsets.UTF_8);
  }
}
