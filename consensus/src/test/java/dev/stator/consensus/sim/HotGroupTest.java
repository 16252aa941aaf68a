package dev.stator.consensus.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.base.Clock;
import dev.stator.base.Network;
import dev.stator.base.Scheduler;
import dev.stator.base.SeededRandom;
import dev.stator.base.SerialExecutor;
import dev.stator.consensus.LogRoom;
import dev.stator.consensus.Membership;
import dev.stator.consensus.RebuildPoint;
import dev.stator.consensus.ReplicationGroup;
import dev.stator.consensus.ReplicationGroup.Proposal;
import dev.stator.consensus.StateMachine;
import dev.stator.consensus.host.GroupHost;
import dev.stator.consensus.host.HostOptions;
import dev.stator.storage.wal.LogEntry;
import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What one hot group of one costs besides its log and its store: all in one thread, no disk. */
class HotGroupTest {
  private static final int PROPOSALS = 400_000;

  /** Everything runs here, when the test says so. */
  private static final class Loop implements SerialExecutor, Scheduler, Clock {
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private long nanos;

    @Override
    public void execute(Runnable task) {
      tasks.add(task);
    }

    @Override
    public Timer schedule(long delayNanos, Runnable task) {
      throw new IllegalStateException("a group of one sets no timer");
    }

    @Override
    public SerialExecutor serial(String name) {
      return this;
    }

    @Override
    public SerialExecutor blocking(String name) {
      return this;
    }

    @Override
    public long nanos() {
      return ++nanos;
    }

    @Override
    public long wallMillis() {
      return 0;
    }

    void run() {
      for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
        task.run();
      }
    }
  }

  private record Nowhere(String self) implements Network {
    @Override
    public void send(String to, byte[] message) {
      throw new IllegalStateException("a group of one sends nothing");
    }

    @Override
    public void receive(Receiver receiver) {}
  }

  /** Counts, and lets the log be trimmed. */
  private static final class Counter implements StateMachine {
    private ReplicationGroup group;
    private long applied;
    private long commands;

    @Override
    public long appliedIndex() {
      return applied;
    }

    @Override
    public RebuildPoint rebuilding() {
      return null;
    }

    @Override
    public void rebuild(RebuildPoint point, String from, Runnable noted) {
      throw new IllegalStateException("nobody has trimmed the log");
    }

    @Override
    public void apply(List<LogEntry> entries, long throughIndex) {
      commands += entries.size();
      applied = throughIndex;
      group.durableThrough(throughIndex, LogRoom.AMPLE);
    }

    @Override
    public void leading(long term) {}

    @Override
    public void notLeading(String leader) {}
  }

  @Test
  void takesManyProposals() {
    Loop loop = new Loop();
    GroupHost host =
        new GroupHost(
            "n1",
            new MemoryLog(new MemoryLog.Platter(), loop),
            new Nowhere("n1"),
            new Nowhere("n1"),
            loop,
            loop,
            new SeededRandom(1),
            HostOptions.DEFAULT,
            thrown -> {
              throw new IllegalStateException(thrown);
            });
    Counter machine = new Counter();
    machine.group = host.open(1, "n1", Membership.storage("n1"), machine);
    loop.run();
    byte[] command = new byte[100];
    long best = Long.MAX_VALUE;
    for (int round = 0; round < 5; round++) {
      long before = System.nanoTime();
      for (int i = 0; i < PROPOSALS; i += 20) {
        // Twenty clients at a time: small batches, as when syncs are fast.
        for (int j = 0; j < 20; j++) {
          if (!(machine.group.propose(command) instanceof Proposal.Appended)) {
            throw new IllegalStateException("refused");
          }
        }
        loop.run();
      }
      best = Math.min(best, System.nanoTime() - before);
    }
    long perSecond = PROPOSALS * 1_000_000_000L / best;
    System.out.printf("one hot group: %,d proposals/s in memory%n", perSecond);
    assertThat(machine.commands).isEqualTo(5L * PROPOSALS);
    assertThat(perSecond).isGreaterThan(200_000);
  }
}
