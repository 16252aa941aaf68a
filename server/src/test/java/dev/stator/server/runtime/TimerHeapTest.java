package dev.stator.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.base.SeededRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class TimerHeapTest {
  private final RealSerialExecutor owner =
      new RealSerialExecutor(
          new EventLoop("unstarted", new AtomicBoolean(), (executor, thrown) -> {}), "owner");

  @Test
  void agreesWithASortedListUnderRandomChanges() {
    for (long seed = 0; seed < 50; seed++) {
      SeededRandom random = new SeededRandom(seed);
      TimerHeap heap = new TimerHeap();
      List<LoopTimer> model = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        if (model.isEmpty() || random.chance(0.6)) {
          LoopTimer timer = new LoopTimer(owner, random.nextInt(50), () -> {});
          heap.add(timer);
          model.add(timer);
        } else {
          LoopTimer gone = model.remove(random.nextInt(model.size()));
          heap.remove(gone);
          heap.remove(gone);
        }
        assertThat(heap.size()).isEqualTo(model.size());
      }
      while (!model.isEmpty()) {
        LoopTimer first = model.get(0);
        for (LoopTimer timer : model) {
          first = timer.before(first) ? timer : first;
        }
        assertThat(heap.first()).as("seed %d", seed).isSameAs(first);
        heap.remove(first);
        model.remove(first);
      }
      assertThat(heap.first()).isNull();
    }
  }

  @Test
  void dueTimesCompareAcrossTheirWrapAround() {
    TimerHeap heap = new TimerHeap();
    LoopTimer late = new LoopTimer(owner, Long.MIN_VALUE + 5, () -> {});
    LoopTimer soon = new LoopTimer(owner, Long.MAX_VALUE - 5, () -> {});
    heap.add(late);
    heap.add(soon);
    assertThat(heap.first()).isSameAs(soon);
    assertThat(late.leftNanos(Long.MAX_VALUE)).isEqualTo(6);
  }
}
