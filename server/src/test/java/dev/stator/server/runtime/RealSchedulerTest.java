package dev.stator.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.base.Check;
import dev.stator.base.SerialExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RealSchedulerTest {
  private static final long MILLI = 1_000_000L;

  private final LinkedBlockingQueue<String> fatal = new LinkedBlockingQueue<>();
  private final RealScheduler scheduler =
      new RealScheduler("test", 2, (executor, thrown) -> fatal.add(executor + ": " + thrown));

  @AfterEach
  void close() {
    scheduler.close();
  }

  @Test
  void tasksOfEachProducerRunInOrderOneAtATime() throws Exception {
    int producers = 4;
    int each = 100_000;
    SerialExecutor executor = scheduler.serial("x");
    int[] last = new int[producers];
    AtomicInteger running = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(producers);
    List<Thread> threads = new ArrayList<>();
    for (int p = 0; p < producers; p++) {
      int producer = p;
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 1; i <= each; i++) {
                  int number = i;
                  executor.execute(() -> {
                    Check.that(running.getAndIncrement() == 0, "one at a time");
                    Check.that(++last[producer] == number, "in order");
                    running.decrementAndGet();
                  });
                }
                executor.execute(done::countDown);
              }));
    }
    assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(fatal).isEmpty();
    assertThat(last).containsOnly(each);
    awaitDepthZero();
  }

  /** Each submission comes while the loop is about to park: a lost wake-up would hang. */
  @Test
  void noWakeUpIsLost() {
    SerialExecutor executor = scheduler.serial("x");
    AtomicInteger ran = new AtomicInteger();
    long endNanos = System.nanoTime() + 20_000 * MILLI;
    for (int i = 1; i <= 500_000; i++) {
      executor.execute(ran::incrementAndGet);
      while (ran.get() < i) {
        Check.that(System.nanoTime() < endNanos, "a task is not picked up");
      }
      // A few nanoseconds more each time, to meet every moment of the loop's way to its sleep.
      for (int reads = i % 256; reads > 0; reads--) {
        Check.that(ran.get() == i, "only this task ran");
      }
    }
  }

  @Test
  void loopsHandOverToEachOther() throws Exception {
    SerialExecutor ping = scheduler.serial("ping");
    SerialExecutor pong = scheduler.serial("pong");
    CountDownLatch done = new CountDownLatch(1);
    bounce(ping, pong, 50_000, done);
    assertThat(done.await(40, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aTaskNeverRunsInsideExecute() throws Exception {
    SerialExecutor executor = scheduler.serial("x");
    List<String> order = new ArrayList<>();
    CountDownLatch done = new CountDownLatch(1);
    executor.execute(() -> {
      executor.execute(() -> order.add("second"));
      executor.execute(done::countDown);
      order.add("first");
    });
    assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(order).containsExactly("first", "second");
  }

  @Test
  void timersRunInTheirOrderAndNotTooEarly() throws Exception {
    SerialExecutor executor = scheduler.serial("x");
    List<Integer> order = new ArrayList<>();
    CountDownLatch done = new CountDownLatch(1);
    long begin = System.nanoTime();
    long[] tookNanos = new long[1];
    executor.schedule(Long.MAX_VALUE, () -> order.add(99));
    executor.schedule(20 * MILLI, () -> order.add(1));
    executor.schedule(40 * MILLI, () -> order.add(2));
    executor.schedule(
        60 * MILLI,
        () -> {
          order.add(3);
          tookNanos[0] = System.nanoTime() - begin;
          done.countDown();
        });
    assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(order).containsExactly(1, 2, 3);
    assertThat(tookNanos[0]).isGreaterThanOrEqualTo(60 * MILLI);
  }

  @Test
  void aTimerThatIsDueGoesBehindWhatWaits() throws Exception {
    SerialExecutor executor = scheduler.serial("x");
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    AtomicInteger ran = new AtomicInteger();
    int[] before = new int[1];
    executor.execute(() -> await(release));
    executor.schedule(
        0,
        () -> {
          before[0] = ran.get();
          done.countDown();
        });
    for (int i = 0; i < 1000; i++) {
      executor.execute(ran::incrementAndGet);
    }
    release.countDown();
    assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(before[0]).isEqualTo(1000);
  }

  @Test
  void aTimerCancelledFromOutsideDoesNotRun() throws Exception {
    SerialExecutor executor = scheduler.serial("x");
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    executor.execute(() -> await(release));
    SerialExecutor.Timer timer = executor.schedule(0, () -> fatal.add("cancelled ran"));
    timer.cancel();
    timer.cancel();
    executor.schedule(MILLI, done::countDown);
    release.countDown();
    assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(fatal).isEmpty();
  }

  @Test
  void aTimerSetOnItsOwnLoopRunsToo() throws Exception {
    SerialExecutor executor = scheduler.serial("x");
    CountDownLatch done = new CountDownLatch(3);
    Runnable[] tick = new Runnable[1];
    tick[0] =
        () -> {
          done.countDown();
          executor.schedule(MILLI, tick[0]);
          executor.schedule(MILLI, () -> fatal.add("cancelled ran")).cancel();
        };
    executor.execute(tick[0]);
    assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(fatal).isEmpty();
  }

  @Test
  void aBlockedThreadHoldsUpNobodyElse() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch other = new CountDownLatch(2);
    scheduler.blocking("log").execute(() -> await(release));
    scheduler.blocking("flush").execute(other::countDown);
    scheduler.serial("x").execute(other::countDown);
    assertThat(other.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(scheduler.depth()).isGreaterThanOrEqualTo(1);
    assertThat(thread("test-log").isDaemon()).isTrue();
    release.countDown();
    awaitDepthZero();
  }

  @Test
  void aThrowingTaskIsFatalAndTheLastOne() throws Exception {
    SerialExecutor executor = scheduler.serial("applier");
    AtomicInteger ran = new AtomicInteger();
    executor.execute(() -> {
      throw new IllegalStateException("broken");
    });
    executor.execute(ran::incrementAndGet);
    assertThat(fatal.poll(10, TimeUnit.SECONDS))
        .isEqualTo("applier: java.lang.IllegalStateException: broken");
    assertThat(scheduler.halted()).isTrue();
    scheduler.serial("other").execute(ran::incrementAndGet);
    scheduler.close();
    assertThat(ran).hasValue(0);
  }

  @Test
  void closeRunsWhatCameBeforeAndNothingAfter() {
    AtomicInteger ran = new AtomicInteger();
    SerialExecutor executor = scheduler.serial("x");
    SerialExecutor log = scheduler.blocking("log");
    executor.schedule(1000 * MILLI, ran::incrementAndGet);
    for (int i = 0; i < 1000; i++) {
      executor.execute(ran::incrementAndGet);
      log.execute(ran::incrementAndGet);
    }
    scheduler.close();
    assertThat(ran).hasValue(2000);
    executor.execute(ran::incrementAndGet);
    assertThat(ran).hasValue(2000);
    assertThatThrownBy(() -> scheduler.blocking("late"))
        .isInstanceOf(Check.InvariantException.class);
  }

  @Test
  void anIdleThreadSleepsEvenAfterAnInterrupt() throws Exception {
    SerialExecutor first = scheduler.serial("first");
    thread("test-loop-1").interrupt();
    CountDownLatch later = new CountDownLatch(1);
    long before = scheduler.parks();
    first.schedule(300 * MILLI, later::countDown);
    assertThat(later.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(scheduler.parks() - before).isLessThan(10);
  }

  private static void bounce(
      SerialExecutor here, SerialExecutor there, int left, CountDownLatch done) {
    if (left == 0) {
      done.countDown();
    } else {
      there.execute(() -> bounce(there, here, left - 1, done));
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      Check.that(latch.await(30, TimeUnit.SECONDS), "released");
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Thread thread(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private void awaitDepthZero() {
    long endNanos = System.nanoTime() + 10_000 * MILLI;
    while (scheduler.depth() > 0 && System.nanoTime() < endNanos) {
      Thread.onSpinWait();
    }
    assertThat(scheduler.depth()).isZero();
  }
}
