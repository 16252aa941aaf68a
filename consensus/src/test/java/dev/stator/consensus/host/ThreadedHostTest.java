package dev.stator.consensus.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.base.Clock;
import dev.stator.base.MemoryDisk;
import dev.stator.base.Network;
import dev.stator.base.NetworkChannels;
import dev.stator.base.Scheduler;
import dev.stator.base.SeededRandom;
import dev.stator.base.SerialExecutor;
import dev.stator.consensus.LogRoom;
import dev.stator.consensus.Membership;
import dev.stator.consensus.RebuildPoint;
import dev.stator.consensus.ReplicationGroup;
import dev.stator.consensus.ReplicationGroup.Proposal;
import dev.stator.consensus.StateMachine;
import dev.stator.storage.wal.FileLog;
import dev.stator.storage.wal.LogEntry;
import dev.stator.storage.wal.LogOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Three hosts with many groups on real threads: what simulation in one thread cannot show. */
class ThreadedHostTest {
  private static final int GROUPS = 20;
  private static final int COMMANDS = 300;
  private static final List<String> NAMES = List.of("a", "b", "c");

  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final List<ScheduledExecutorService> pools = new ArrayList<>();
  private final Map<String, Network.Receiver> receivers = new ConcurrentHashMap<>();

  /** One thread per executor, or few shared ones: order within an executor is the pool's. */
  private final class Threads implements Scheduler {
    private final ScheduledExecutorService[] shared = {pool(), pool()};
    private int next;

    @Override
    public SerialExecutor serial(String name) {
      return on(shared[next++ % shared.length]);
    }

    @Override
    public SerialExecutor blocking(String name) {
      return on(pool());
    }

    private ScheduledExecutorService pool() {
      ScheduledExecutorService made =
          Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
      pools.add(made);
      return made;
    }

    private SerialExecutor on(ScheduledExecutorService pool) {
      return new SerialExecutor() {
        @Override
        public void execute(Runnable task) {
          pool.execute(() -> guarded(task));
        }

        @Override
        public Timer schedule(long delayNanos, Runnable task) {
          ScheduledFuture<?> future =
              pool.schedule(() -> guarded(task), delayNanos, TimeUnit.NANOSECONDS);
          return () -> future.cancel(false);
        }
      };
    }

    private void guarded(Runnable task) {
      try {
        task.run();
      } catch (Throwable t) {
        failures.add(t);
      }
    }
  }

  private final class Wires implements Network {
    private final String self;

    Wires(String self) {
      this.self = self;
    }

    @Override
    public String self() {
      return self;
    }

    @Override
    public void send(String to, byte[] message) {
      Network.Receiver receiver = receivers.get(to);
      if (receiver != null) {
        receiver.message(self, message);
      }
    }

    @Override
    public void receive(Receiver receiver) {
      receivers.put(self, receiver);
    }
  }

  private static final class MachineClock implements Clock {
    @Override
    public long nanos() {
      return System.nanoTime();
    }

    @Override
    public long wallMillis() {
      return System.currentTimeMillis();
    }
  }

  /** Proposes its next command when the one before is applied, as long as it leads. */
  private static final class Machine implements StateMachine {
    private final List<Long> applied = new ArrayList<>();
    private volatile ReplicationGroup group;
    private boolean leads;
    private long through;
    private volatile int count;
    private volatile int hash;

    private void more() {
      for (int i = 0; leads && i < 3; i++) {
        Proposal proposal = group.propose(new byte[] {(byte) i, (byte) through});
        assertThat(proposal).isInstanceOf(Proposal.Appended.class);
      }
    }

    @Override
    public long appliedIndex() {
      return 0;
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
    public void apply(List<LogEntry> commands, long throughIndex) {
      for (LogEntry entry : commands) {
        assertThat(entry.index()).isGreaterThan(through).isLessThanOrEqualTo(throughIndex);
        through = entry.index();
        applied.add(entry.index() * 31 + entry.term() * 17 + Arrays.hashCode(entry.payload()));
      }
      through = throughIndex;
      if (applied.size() < COMMANDS && !commands.isEmpty()) {
        more();
      }
      hash = applied.hashCode();
      count = applied.size();
      if (throughIndex % 7 == 0) {
        group.durableThrough(throughIndex, LogRoom.AMPLE);
      }
    }

    @Override
    public void leading(long term) {
      leads = true;
      more();
    }

    @Override
    public void notLeading(String leader) {
      leads = false;
    }
  }

  @AfterEach
  void stopThreads() {
    pools.forEach(ScheduledExecutorService::shutdownNow);
  }

  @Test
  void manyGroupsAgreeOnRealThreads() throws Exception {
    Map<String, List<Machine>> machines = new ConcurrentHashMap<>();
    for (String name : NAMES) {
      Threads threads = new Threads();
      FileLog log =
          FileLog.open(
              new MemoryDisk(256L << 20),
              "wal",
              LogOptions.small(1 << 20),
              threads.blocking("log"),
              threads.blocking("janitor"),
              new SeededRandom(1),
              failures::add);
      NetworkChannels channels = new NetworkChannels(new Wires(name));
      GroupHost host =
          new GroupHost(
              name,
              log,
              channels.channel(NetworkChannels.CONSENSUS),
              channels.channel(NetworkChannels.LIVENESS),
              threads,
              new MachineClock(),
              new SeededRandom(name.hashCode()),
              HostOptions.DEFAULT,
              failures::add);
      List<Machine> own = new ArrayList<>();
      for (long group = 1; group <= GROUPS; group++) {
        Machine machine = new Machine();
        own.add(machine);
        // Nothing is committed, so nothing called back, before all three hosts have the group.
        machine.group = host.open(group, name, Membership.storage("a", "b", "c"), machine);
      }
      machines.put(name, own);
    }
    waitFor(() -> !failures.isEmpty() || agree(machines));
    assertThat(failures).isEmpty();
    assertThat(agree(machines)).isTrue();
  }

  private static boolean agree(Map<String, List<Machine>> machines) {
    for (int group = 0; group < GROUPS; group++) {
      Machine first = machines.get("a").get(group);
      for (String name : NAMES) {
        Machine machine = machines.get(name).get(group);
        if (machine.count < COMMANDS
            || machine.count != first.count
            || machine.hash != first.hash) {
          return false;
        }
      }
    }
    return true;
  }

  private static void waitFor(BooleanSupplier condition) {
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(5_000_000);
    }
  }
}
