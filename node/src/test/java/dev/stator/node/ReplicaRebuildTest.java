package dev.stator.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.base.RandomSource;
import dev.stator.base.SerialExecutor;
import dev.stator.base.sim.SimNode;
import dev.stator.base.sim.Simulation;
import dev.stator.cluster.change.ChangePlace;
import dev.stator.cluster.change.ChangeRecord.Kind;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.rpc.Rpc;
import dev.stator.cluster.rpc.Services;
import dev.stator.consensus.EntryKind;
import dev.stator.consensus.Membership;
import dev.stator.consensus.MembershipCodec1;
import dev.stator.consensus.RebuildPoint;
import dev.stator.model.item.ItemCodec;
import dev.stator.model.item.StoredRow;
import dev.stator.model.key.ByteRange;
import dev.stator.model.key.RowKeys;
import dev.stator.node.copy.CopyOptions;
import dev.stator.node.copy.CopySource;
import dev.stator.node.copy.Rebuilds;
import dev.stator.node.meta.MetaRows;
import dev.stator.node.side.SideRows;
import dev.stator.storage.engine.Engine;
import dev.stator.storage.engine.memory.MemoryEngine;
import dev.stator.storage.wal.LogEntry;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * One replica is rebuilt from two others that go on applying, each at its own pace, while chunks
 * are lost, damaged and late, and the rebuilt one loses power; in the end all are equal.
 */
class ReplicaRebuildTest {
  private static final long MILLIS = 1_000_000L;
  private static final int SEEDS = Integer.getInteger("stator.rebuild.seeds", 300);

  @Test
  void endsEqualWhateverHappens() {
    for (int seed = 1; seed <= SEEDS; seed++) {
      try {
        new World(seed).run();
      } catch (Throwable failure) {
        throw new AssertionError("seed " + seed, failure);
      }
    }
  }

  @Test
  void aLogReplicaNotesThePointAndHasNoRows() {
    Simulation simulation = new Simulation(1);
    SimNode node = simulation.node("r");
    MemoryEngine engine = new MemoryEngine(1 << 20);
    FakeGroup group = new FakeGroup(node.scheduler().serial("group"));
    LogReplica replica =
        new LogReplica(
            Writes.PARTITION,
            engine,
            NodeOptions.DEFAULT,
            NoCopies.rebuilds(node, engine),
            new FakeNode(new ArrayList<>()));
    replica.joined(group);
    replica.begin();
    RebuildPoint point = new RebuildPoint(40, 3, Membership.storage("a~1", "b~2", "r~3"));
    boolean[] noted = {false};
    replica.rebuild(point, "a~1", () -> noted[0] = true);
    simulation.runFor(1000 * MILLIS);
    assertThat(noted[0]).isTrue();
    assertThat(group.rebuiltThrough).isEqualTo(40);
    assertThat(replica.appliedIndex()).isEqualTo(40);
    // Until an entry after the point shows that the log begins there, a restart has to be told.
    assertThat(MetaRows.mark(engine.afterPowerLoss(false), Writes.PARTITION)).isNotNull();
  }

  /** The log, the replicas that apply it and the one that is rebuilt. */
  private static final class World {
    private final Simulation simulation;
    private final RandomSource random;
    private final List<LogEntry> log = new ArrayList<>();
    private final TreeMap<String, Long> modelItems = new TreeMap<>();
    private final List<Source> sources = new ArrayList<>();
    private final RebuildPoint point;
    private final SimNode node;
    private final boolean busy;
    private final boolean replays;
    private MemoryEngine engine = new MemoryEngine(64 << 20);
    private PartitionReplica replica;
    private FakeGroup group;
    private boolean noted;
    private int restarts;

    /** Up to where entries are given to a store that is not whole. */
    private long given;

    private boolean faults = true;

    World(int seed) {
      simulation = new Simulation(seed);
      random = simulation.random();
      node = simulation.node("r");
      busy = random.chance(0.8);
      replays = random.chance(0.7);
      sources.add(new Source(this, "a"));
      sources.add(new Source(this, "b"));
      int before = 1 + random.nextInt(120);
      for (int i = 0; i < before; i++) {
        append();
      }
      // What is in its store is old, and may have come from anywhere.
      open();
      replica.apply(entries(0, log.size() / 3), log.size() / 3);
      sources.getFirst().applyThrough(log.size());
      Membership then = MetaRows.membership(sources.getFirst().engine, Writes.PARTITION);
      point = new RebuildPoint(log.size(), 1, Objects.requireNonNull(then));
      sources.getLast().applyThrough(random.chance(0.5) ? point.index() : log.size() / 2);
    }

    void run() {
      if (busy) {
        goOn();
      }
      if (random.chance(0.7)) {
        crashSometimes();
      }
      rebuild();
      assertThat(simulation.runUntil(() -> group.rebuiltThrough >= 0, 120_000 * MILLIS))
          .as("rebuilt")
          .isTrue();
      faults = false;
      do {
        // The mark goes with an entry that a store is given.
        append();
      } while (log.getLast().kind() == EntryKind.NOOP);
      replayToTheEnd();
      assertThat(replica.whole()).isTrue();
      sources.forEach(source -> source.applyThrough(log.size()));
      for (Source source : sources) {
        assertThat(rows(engine)).isEqualTo(rows(source.engine));
        assertThat(replica.statistics()).isEqualTo(source.replica.statistics());
      }
      assertThat(replica.statistics()).isEqualTo(counted());
      assertThat(MetaRows.membership(engine, Writes.PARTITION))
          .isEqualTo(MetaRows.membership(sources.getFirst().engine, Writes.PARTITION));
    }

    private void rebuild() {
      given = point.index();
      replica.rebuild(point, "a~1", () -> noted = true);
      assertThat(replica.whole()).isFalse();
      if (random.chance(0.2)) {
        // The leader says it again.
        simulation.after(
            random.nextInt(200) * MILLIS,
            () -> {
              if (faults && group.rebuiltThrough < 0) {
                given = point.index();
                replica.rebuild(point, "b~2", () -> noted = true);
              }
            });
      }
    }

    /** Entries come, and the replicas apply them at their own pace. */
    private void goOn() {
      simulation.after(
          random.nextInt(10) * MILLIS,
          () -> {
            if (faults) {
              append();
              Source source = sources.get(random.nextInt(2));
              source.applyThrough(Math.min(log.size(), source.applied() + random.nextInt(6)));
              if (random.chance(0.05)) {
                engine.flush();
              }
              goOn();
            }
          });
    }

    private void crashSometimes() {
      simulation.after(
          random.nextInt(400) * MILLIS,
          () -> {
            if (faults) {
              crash();
              if (restarts < 4) {
                crashSometimes();
              }
            }
          });
    }

    private void crash() {
      restarts++;
      long rebuilt = group.rebuiltThrough;
      node.crash();
      engine = engine.afterPowerLoss(random.chance(0.5));
      node.restart(() -> {});
      open();
      if (!noted) {
        // The old log and store are there, and the leader says it once more.
        rebuild();
      } else if (MetaRows.mark(engine, Writes.PARTITION) == null) {
        assertThat(rebuilt).isNotNegative();
      } else {
        long begins = Objects.requireNonNull(replica.rebuilding()).index();
        assertThat(begins).isGreaterThanOrEqualTo(point.index());
        assertThat(replica.appliedIndex()).isEqualTo(begins);
        assertThat(replica.trimmable()).isZero();
      }
    }

    private void replayToTheEnd() {
      boolean crashed = false;
      while (replica.appliedIndex() < log.size()) {
        if (!crashed && random.chance(0.1)) {
          crashed = true;
          crash();
          // It may have been given more than any of them has.
          sources.forEach(source -> source.applyThrough(log.size()));
          assertThat(
                  simulation.runUntil(
                      () -> replica.rebuilding() == null || group.rebuiltThrough >= 0,
                      10_000 * MILLIS))
              .as("rebuilt again")
              .isTrue();
        }
        int from = (int) replica.appliedIndex();
        int to = Math.min(log.size(), from + 1 + random.nextInt(7));
        boolean before = replica.whole();
        replica.apply(entries(from, to), to);
        assertThat(before && !replica.whole()).isFalse();
        if (replica.whole()) {
          assertThat(rows(engine)).isEqualTo(Source.of(this, to));
        } else {
          assertThat((long) to).isLessThan(group.rebuiltThrough);
        }
      }
    }

    private void open() {
      group = new FakeGroup(node.scheduler().serial("group"));
      group.others = List.of("a~1", "b~2");
      Rebuilds rebuilds =
          new Rebuilds(
              engine,
              new Lossy(),
              node.scheduler().blocking("rebuild"),
              node.clock(),
              CopyOptions.DEFAULT
                  .withSizes(1 + random.nextInt(200), 200 + random.nextInt(500))
                  .withBytesPerSecond(100_000),
              problem -> {});
      replica = opened(engine, node, rebuilds, group);
      given = replica.appliedIndex();
      FakeGroup opened = group;
      group.replay = room -> replay(opened);
    }

    /** Some of what was committed meanwhile, in pieces. */
    private long replay(FakeGroup to) {
      if (replays && given < log.size() && random.chance(0.7)) {
        long from = given;
        long through = from + 1 + random.nextInt((int) (log.size() - from));
        given = through;
        to.executor().execute(() -> give(to, from, through));
      }
      return given;
    }

    private void give(FakeGroup to, long from, long through) {
      if (to != group || given != through) {
        return;
      }
      long piece = Math.min(through, from + 1 + random.nextInt(20));
      replica.apply(entries((int) from, (int) piece), piece);
      if (piece < through) {
        to.executor().execute(() -> give(to, piece, through));
      }
    }

    /** What a state machine is given of the entries after one index up to another. */
    private List<LogEntry> entries(int from, int to) {
      return log.subList(from, to).stream()
          .filter(entry -> entry.kind() != EntryKind.NOOP)
          .toList();
    }

    private static PartitionReplica opened(
        Engine engine, SimNode node, Rebuilds rebuilds, FakeGroup group) {
      PartitionReplica made =
          new PartitionReplica(
              Writes.PARTITION,
              engine,
              node.clock(),
              NodeOptions.DEFAULT,
              new Unwatched(),
              rebuilds,
              new FakeNode(new ArrayList<>()));
      made.joined(group);
      made.begin();
      return made;
    }

    private void append() {
      long index = log.size() + 1;
      if (log.isEmpty() || random.chance(0.05)) {
        Membership membership = Membership.storage("a~1", "b~2", "x~" + (3 + random.nextInt(9)));
        log.add(new LogEntry(index, 1, EntryKind.MEMBERSHIP, MembershipCodec1.encode(membership)));
        return;
      }
      if (random.chance(0.05)) {
        log.add(new LogEntry(index, 1, EntryKind.NOOP, new byte[0]));
        return;
      }
      String key = "item" + random.nextInt(40);
      byte[] rowKey =
          RowKeys.itemKey(
              Writes.PARTITION,
              new dev.stator.model.key.PrimaryKey(
                  new dev.stator.model.AttributeValue.S(key), null));
      Long old = modelItems.get(key);
      boolean delete = old != null && random.chance(0.3);
      byte[] item = delete ? null : ItemCodec.encode(Writes.item(random.nextInt(1_000_000)));
      long size = item == null ? 0 : StoredRow.of(StoredRow.encode(1, 1, item)).view().sizeBytes();
      int delta = (int) (size - (old == null ? 0 : old));
      if (delete) {
        modelItems.remove(key);
      } else {
        modelItems.put(key, size);
      }
      int more = (item == null ? 0 : 1) - (old == null ? 0 : 1);
      LogCommand.Row row = LogCommand.Row.of(rowKey, item);
      LogCommand command =
          random.chance(0.5)
              ? new LogCommand(index, more, delta, List.of(row))
              : new LogCommand(index, more, delta, List.of(row, beside()), List.of(change(old)));
      log.add(new LogEntry(index, 1, EntryKind.COMMAND, command.encode()));
    }

    /** A row beside the items, or all but the newest of the change records go. */
    private LogCommand.Row beside() {
      if (random.chance(0.2)) {
        return new LogCommand.Row.DeleteRange(
            SideRows.changes(Writes.PARTITION).from(),
            SideRows.change(Writes.PARTITION, new ChangePlace(random.nextInt(log.size() + 1), 0)));
      }
      byte[] key = SideRows.feed(Writes.PARTITION, random.nextInt(5));
      return random.chance(0.3)
          ? new LogCommand.Row.Delete(key)
          : new LogCommand.Row.Store(key, new byte[] {(byte) random.nextInt(100)});
    }

    private static LogCommand.Change change(@Nullable Long old) {
      return new LogCommand.Change.OfRow(
          Kind.MODIFY, false, 0, old == null ? null : new byte[] {old.byteValue()}, true);
    }

    private PartitionResponse counted() {
      return new PartitionResponse.Statistics(
          modelItems.size(), modelItems.values().stream().mapToLong(Long::longValue).sum());
    }

    private static List<String> rows(Engine engine) {
      List<String> rows = new ArrayList<>();
      for (ByteRange range :
          List.of(
              RowKeys.partition(Writes.PARTITION),
              RowKeys.side(Writes.PARTITION),
              RowKeys.meta(Writes.PARTITION))) {
        try (Engine.Cursor cursor = engine.scan(range.from(), range.to(), false)) {
          while (cursor.next()) {
            if (!java.util.Arrays.equals(cursor.key(), MetaRows.rebuildKey(Writes.PARTITION))) {
              rows.add(
                  HexFormat.of().formatHex(cursor.key())
                      + "="
                      + HexFormat.of().formatHex(cursor.value()));
            }
          }
        }
      }
      return rows;
    }

    /** A whole replica on another node. */
    private static final class Source {
      private final MemoryEngine engine = new MemoryEngine(64 << 20);
      private final World world;
      private final PartitionReplica replica;
      private final CopySource copies;

      Source(World world, String name) {
        this.world = world;
        SimNode at = world.simulation.node(name);
        SerialExecutor lane = at.scheduler().blocking("copy");
        replica =
            opened(
                engine,
                at,
                NoCopies.rebuilds(at, engine),
                new FakeGroup(at.scheduler().serial("group")));
        copies =
            new CopySource(
                engine,
                partition -> replica.whole(),
                read -> {
                  lane.execute(read);
                  return true;
                },
                problem -> {});
      }

      /** What a replica that was never rebuilt holds at an index. */
      static List<String> of(World world, int index) {
        MemoryEngine engine = new MemoryEngine(64 << 20);
        SimNode at = world.simulation.node("reference");
        opened(
                engine,
                at,
                NoCopies.rebuilds(at, engine),
                new FakeGroup(at.scheduler().serial("group")))
            .apply(world.entries(0, index), index);
        return rows(engine);
      }

      long applied() {
        return replica.appliedIndex();
      }

      void applyThrough(long index) {
        if (index > applied()) {
          replica.apply(world.entries((int) applied(), (int) index), index);
        }
      }
    }

    /** Calls that take time, get lost and come back damaged. */
    private final class Lossy implements Rpc {
      private final double loss = random.chance(0.5) ? 0.2 : 0;

      @Override
      public void call(
          String to, int service, byte[] request, long timeoutNanos, Consumer<Outcome> reply) {
        assertThat(service).isEqualTo(Services.COPY);
        long boot = node.boot();
        Consumer<Outcome> answer =
            outcome ->
                simulation.after(
                    random.nextInt(5) * MILLIS,
                    () -> {
                      if (node.up() && node.boot() == boot) {
                        reply.accept(outcome);
                      }
                    });
        Source source = sources.get(to.equals("a") ? 0 : 1);
        if (faults && random.chance(loss)) {
          answer.accept(
              random.chance(0.5) ? new Outcome.NotDone("lost") : new Outcome.Unknown("lost"));
          return;
        }
        source.copies.handle(
            "r",
            request,
            bytes -> {
              if (faults && random.chance(loss / 2)) {
                bytes[random.nextInt(bytes.length)] ^= 0x10;
              }
              answer.accept(new Outcome.Answered(bytes));
            });
      }

      @Override
      public void serve(int service, Handler handler) {}
    }

    private static final class Unwatched implements RowObserver {
      @Override
      public void applied(long index, LogCommand command) {}

      @Override
      public void leading() {}

      @Override
      public void rebuilt(Engine rows, long applied) {}

      @Override
      public void retired() {}
    }
  }
}
