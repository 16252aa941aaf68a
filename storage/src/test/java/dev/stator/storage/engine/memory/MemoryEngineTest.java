package dev.stator.storage.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.storage.engine.Batch;
import dev.stator.storage.engine.Engine;
import dev.stator.storage.engine.EngineContractTest;
import dev.stator.storage.engine.EngineException;
import org.junit.jupiter.api.Test;

class MemoryEngineTest extends EngineContractTest {
  @Override
  protected Engine open() {
    return new MemoryEngine(1 << 30);
  }

  @Override
  protected Engine reopen() {
    return ((MemoryEngine) engine).afterPowerLoss(true);
  }

  @Test
  void powerLossGoesBackToTheLastFlush() {
    put("a", "1");
    engine.flush();
    put("a", "2");
    put("b", "2");
    engine = ((MemoryEngine) engine).afterPowerLoss(false);
    assertThat(scan("", "z", false)).containsExactly("a=1");
  }

  @Test
  void powerLossLeavesARunAndTakesBatchesFromElsewhere() {
    put("a", "1");
    put("z", "1");
    ingest("b", "c");
    put("b", "lost");
    engine = ((MemoryEngine) engine).afterPowerLoss(false);
    assertThat(scan("", "zz", false)).containsExactly("b=run", "c=run");
  }

  @Test
  void whatTouchesARunsRangeIsFlushedBeforeIt() {
    put("b1", "1");
    ingest("b", "c");
    engine = ((MemoryEngine) engine).afterPowerLoss(false);
    assertThat(scan("", "zz", false)).containsExactly("b=run", "b1=1", "c=run");
    Batch batch = new Batch();
    batch.deleteRange(bytes("b1"), bytes("b2"));
    engine.write(batch);
    ingest("b", "c");
    engine = ((MemoryEngine) engine).afterPowerLoss(false);
    assertThat(scan("", "zz", false)).containsExactly("b=run", "c=run");
  }

  @Test
  void aRunThatDoesNotFitIsRefusedAsAWhole() {
    MemoryEngine small = new MemoryEngine(1000);
    try (Engine.Run run = small.newRun()) {
      run.put(bytes("a"), new byte[100]);
      run.put(bytes("b"), new byte[850]);
      assertThatThrownBy(run::ingest).hasMessageContaining("in-memory store is full");
    }
    assertThat(small.get(bytes("a"))).isNull();
    small.close();
  }

  private void ingest(String... keys) {
    try (Engine.Run run = engine.newRun()) {
      for (String key : keys) {
        run.put(bytes(key), bytes("run"));
      }
      run.ingest();
    }
  }

  @Test
  void aFullStoreRefusesToGrowAndStillShrinks() {
    MemoryEngine small = new MemoryEngine(1000);
    Batch batch = new Batch();
    batch.put(bytes("a"), new byte[800]);
    small.write(batch);
    Batch more = new Batch();
    more.put(bytes("b"), new byte[800]);
    assertThatThrownBy(() -> small.write(more))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("in-memory store is full")
        .hasMessageContaining("start with a larger --heap");
    assertThat(small.get(bytes("b"))).isNull();
    Batch less = new Batch();
    less.delete(bytes("a"));
    less.put(bytes("b"), new byte[700]);
    small.write(less);
    assertThat(small.bytes()).isEqualTo(1 + 700 + Tree.ROW_OVERHEAD_BYTES);
    small.close();
  }

  @Test
  void nearItsLimitItHasNoRoomForMore() {
    MemoryEngine small = new MemoryEngine(1000);
    Batch batch = new Batch();
    batch.put(bytes("a"), new byte[875 - 1 - Tree.ROW_OVERHEAD_BYTES]);
    small.write(batch);
    assertThat(small.hasRoom()).isTrue();
    Batch more = new Batch();
    more.put(bytes("b"), new byte[0]);
    small.write(more);
    assertThat(small.hasRoom()).isFalse();
    Batch less = new Batch();
    less.delete(bytes("b"));
    small.write(less);
    assertThat(small.hasRoom()).isTrue();
    small.close();
  }

  @Test
  void countsBytesExactlyThroughChurn() {
    MemoryEngine store = (MemoryEngine) engine;
    for (int i = 0; i < 5000; i++) {
      put("key%05d".formatted(i * 7919 % 5000), "value");
    }
    assertThat(store.bytes()).isEqualTo(5000L * (8 + 5 + Tree.ROW_OVERHEAD_BYTES));
    Batch batch = new Batch();
    batch.deleteRange(bytes("key00010"), bytes("key04990"));
    engine.write(batch);
    assertThat(store.bytes()).isEqualTo(20L * (8 + 5 + Tree.ROW_OVERHEAD_BYTES));
    assertThat(scan("", "z", true)).hasSize(20).first().isEqualTo("key04999=value");
  }
}
