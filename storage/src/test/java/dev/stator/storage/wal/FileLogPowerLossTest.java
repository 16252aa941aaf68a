package dev.stator.storage.wal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.base.Disk;
import dev.stator.base.DiskFullException;
import dev.stator.base.RandomSource;
import dev.stator.base.Scheduler;
import dev.stator.base.SerialExecutor;
import dev.stator.base.sim.SimNode;
import dev.stator.base.sim.Simulation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Random work on a few groups, and the machine dies again and again at random places of the disk's
 * work. What is there afterwards is, group by group, the state after some prefix of the calls that
 * is no shorter than what was acknowledged.
 */
class FileLogPowerLossTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long SEEDS = Long.getLong("stator.wal.seeds", 300);
  private static final int ROUNDS = 8;
  private static final int GROUPS = 5;

  @Test
  void acknowledgedAppendsSurviveAndNothingElseAppears() {
    long first = Long.getLong("stator.wal.seed", 1);
    int segmentsDeleted = 0;
    int reused = 0;
    for (long seed = first; seed < first + SEEDS; seed++) {
      try {
        Run run = new Run(seed);
        segmentsDeleted += run.run();
        reused += run.reused;
      } catch (Throwable failure) {
        throw new AssertionError(
            "replay with -Dstator.wal.seeds=1 -Dstator.wal.seed=" + seed, failure);
      }
    }
    assertThat(segmentsDeleted).isPositive();
    assertThat(reused).as("files that had been another segment before").isPositive();
  }

  /** One world. */
  private static final class Run {
    private final Simulation world;
    private final RandomSource random;
    private final SimNode node;
    private final LogOptions options;

    /** States a group may come back in: the last acknowledged one first. */
    private final Map<Long, List<GroupModel>> histories = new TreeMap<>();

    private FileLog log;
    private long payloads;
    private int oldestSeen = 1;
    private int reused;
    private boolean failsSync;

    Run(long seed) {
      world = new Simulation(seed);
      random = world.random();
      node = world.node("a");
      node.crash();
      int segmentBytes = 1024 + 8 * random.nextInt(1024);
      options =
          new LogOptions(
              segmentBytes, 1 << 20, random.nextInt(2000), 2L * segmentBytes, 1L << 30, SECOND);
      for (long group = 1; group <= GROUPS; group++) {
        histories.put(group, new ArrayList<>(List.of(new GroupModel())));
      }
    }

    int run() {
      for (int round = 0; round < ROUNDS; round++) {
        node.restart(() -> open(node.scheduler()));
        if (random.chance(0.2)) {
          node.disk().dieAt(1 + random.nextInt(8), random.chance(0.8));
        }
        world.runFor(SECOND / 10);
        if (log != null && node.up()) {
          check();
          work();
        }
        log = null;
        node.disk().failSyncs(false);
        node.disk().capacity(1L << 40);
        if (node.up()) {
          if (random.chance(0.7)) {
            node.powerLoss();
          } else {
            node.crash();
          }
        }
      }
      node.restart(() -> open(node.scheduler()));
      world.runFor(SECOND / 10);
      assertThat(log).isNotNull();
      check();
      return oldestSeen - 1;
    }

    private void open(Scheduler scheduler) {
      SerialExecutor writer = scheduler.blocking("log");
      SerialExecutor janitor = random.chance(0.5) ? writer : scheduler.blocking("segments");
      log = null;
      try {
        log =
            FileLog.open(
                node.disk(), "wal", options, writer, janitor, random.fork(), this::logFailed);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** A failed sync stops the node, as its owner would see to. */
    private void logFailed(Throwable failure) {
      // A call larger than a segment may meet the full disk in the middle of its write.
      if (!failsSync && !(failure.getCause() instanceof DiskFullException)) {
        throw new AssertionError(failure);
      }
      world.after(
          0,
          () -> {
            if (node.up()) {
              node.crash();
            }
          });
    }

    private void check() {
      for (var history : histories.entrySet()) {
        GroupModel found = GroupModel.of(log.group(history.getKey()), random.nextInt(500));
        boolean allowed = history.getValue().stream().anyMatch(found::same);
        assertThat(allowed)
            .withFailMessage(() ->
                "group "
                    + history.getKey()
                    + " is\n"
                    + found
                    + "\nand should be one of\n"
                    + String.join("\n", history.getValue().stream().map(Object::toString).toList()))
            .isTrue();
        history.setValue(new ArrayList<>(List.of(found)));
      }
    }

    private void work() {
      failsSync = random.chance(0.15);
      if (failsSync) {
        FileLog of = log;
        world.after(random.nextLong(20_000_000), () -> node.disk().failSyncs(of == log));
      } else if (random.chance(0.15)) {
        node.disk().capacity(node.disk().usedBytes() + random.nextInt(options.segmentBytes()));
        world.after(random.nextLong(SECOND / 5), () -> node.disk().capacity(1L << 40));
      }
      SerialExecutor executor = node.scheduler().serial("groups");
      if (random.chance(0.7)) {
        node.disk().dieAt(1 + random.nextInt(60), random.chance(0.8));
      }
      int calls = random.nextInt(120);
      for (int i = 0; i < calls && node.up(); i++) {
        long group = 1 + random.nextInt(GROUPS);
        executor.execute(() -> call(group, executor));
        if (random.chance(0.4)) {
          world.runFor(random.nextLong(5_000_000));
        }
      }
      if (node.up() && random.chance(0.3)) {
        world.runFor(SECOND);
        checkVisible();
        if (node.up() && random.chance(0.5)) {
          node.run("close", log::close);
          world.runFor(SECOND / 10);
        }
      }
    }

    private void checkVisible() {
      if (!node.up()) {
        return;
      }
      for (String name : node.disk().list("wal")) {
        reused += holdsFormerLife(name) ? 1 : 0;
      }
      oldestSeen =
          node.disk().list("wal").stream()
              .map(Segment::number)
              .filter(number -> number != null)
              .findFirst()
              .map(number -> Math.max(number, oldestSeen))
              .orElse(oldestSeen);
      histories.forEach((group, history) ->
          assertThat(GroupModel.of(log.group(group), 300).same(history.getLast())).isTrue());
    }

    private boolean holdsFormerLife(String name) {
      ByteBuffer bytes = ByteBuffer.allocate(SegmentHeader.BYTES);
      try (Disk.File file = node.disk().open("wal/" + name, Disk.Mode.READ)) {
        file.read(bytes, 0);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      SegmentHeader header = SegmentHeader.read(bytes.flip());
      Integer number = Segment.number(name);
      return header != null && number != null && header.number() < number;
    }

    private void call(long id, SerialExecutor executor) {
      GroupLog group = log.group(id);
      List<GroupModel> history = histories.get(id);
      GroupModel before = history.getLast();
      GroupModel next = before.copy();
      Runnable synced =
          () -> {
            while (history.getFirst() != next) {
              history.removeFirst();
            }
          };
      int kind = random.nextInt(20);
      if (kind < 14) {
        append(group, before, next, executor, synced);
      } else if (kind < 18) {
        if (next.entries.isEmpty()) {
          return;
        }
        history.add(next);
        long index = next.baseIndex + 1 + random.nextInt(next.entries.size());
        next.trim(index);
        group.trim(index);
      } else if (kind == 18) {
        long index = random.nextInt(20);
        long term = index == 0 ? 0 : 1 + random.nextInt(9);
        history.add(next);
        next.reset(index, term);
        group.reset(index, term, executor, synced);
      } else {
        history.add(next);
        next.drop();
        group.drop();
      }
    }

    private void append(
        GroupLog group, GroupModel before, GroupModel next, SerialExecutor on, Runnable synced) {
      HardState state = null;
      if (random.chance(0.3)) {
        state = new HardState(random.nextInt(9), "n" + random.nextInt(3), random.nextInt(99));
      }
      List<LogEntry> entries = new ArrayList<>();
      long index = next.lastIndex() + 1;
      if (random.chance(0.1) && !next.entries.isEmpty()) {
        index -= 1 + random.nextInt(next.entries.size());
      }
      int count = random.nextInt(4);
      for (int i = 0; i < count; i++) {
        byte[] payload = new byte[random.chance(0.02) ? 3000 : random.nextInt(150)];
        for (int at = 0; at < payload.length; at++) {
          payload[at] = (byte) (payloads >>> (at % 8 * 8));
        }
        payloads++;
        entries.add(
            new LogEntry(index++, 1 + random.nextInt(9), (byte) random.nextInt(3), payload));
      }
      // Records of one call may be cut off behind any of them.
      List<GroupModel> history = histories.get(group.groupId());
      for (int prefix = 0; prefix < entries.size(); prefix++) {
        GroupModel partial = before.copy();
        partial.append(state, entries.subList(0, prefix));
        history.add(partial);
      }
      next.append(state, entries);
      history.add(next);
      group.append(state, entries, on, synced);
    }
  }
}
