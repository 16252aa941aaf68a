package dev.stator.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.base.Scheduler;
import dev.stator.base.SerialExecutor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PageLanesTest {
  private final List<Lane> made = new ArrayList<>();
  private final List<Integer> read = new ArrayList<>();
  private final PageLanes lanes =
      new PageLanes(
          new Scheduler() {
            @Override
            public SerialExecutor serial(String name) {
              return blocking(name);
            }

            @Override
            public SerialExecutor blocking(String name) {
              Lane lane = new Lane();
              made.add(lane);
              return lane;
            }
          },
          "page",
          2,
          5);

  @Test
  void nothingWaitsBehindASlowPageWhileALaneIsFree() {
    for (int i = 0; i < 5; i++) {
      int page = i;
      assertThat(lanes.offer(() -> read.add(page))).isTrue();
    }
    // The first lane has not even begun; the second one reads all.
    made.get(1).runAll();
    assertThat(read).containsExactly(0, 1, 2, 3, 4);
    made.get(0).runAll();
    assertThat(lanes.offer(() -> read.add(5))).isTrue();
    made.get(0).runAll();
    assertThat(read).hasSize(6);
  }

  @Test
  void pastTheLimitAPageIsRefused() {
    for (int i = 0; i < 5; i++) {
      assertThat(lanes.offer(() -> read.add(0))).isTrue();
    }
    assertThat(lanes.offer(() -> read.add(0))).isFalse();
    made.get(0).runAll();
    assertThat(read).hasSize(5);
    assertThat(lanes.offer(() -> read.add(0))).isTrue();
  }

  private static final class Lane implements SerialExecutor {
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

    @Override
    public void execute(Runnable task) {
      tasks.add(task);
    }

    @Override
    public Timer schedule(long delayNanos, Runnable task) {
      throw new AssertionError("lanes have no timers");
    }

    void runAll() {
      Runnable task;
      while ((task = tasks.poll()) != null) {
        task.run();
      }
    }
  }
}
