package dev.stator.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.cluster.directory.SystemChange;
import dev.stator.cluster.table.PartitionRange;
import dev.stator.cluster.table.Placement;
import dev.stator.cluster.table.PlacementItems;
import dev.stator.cluster.table.SystemTables;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.cluster.table.TableItems;
import dev.stator.cluster.table.TableStatus;
import dev.stator.cluster.table.Throughput;
import dev.stator.consensus.EntryKind;
import dev.stator.consensus.Membership;
import dev.stator.consensus.MembershipCodec1;
import dev.stator.model.Item;
import dev.stator.model.item.ItemCodec;
import dev.stator.model.key.ByteRange;
import dev.stator.model.key.HashRange;
import dev.stator.model.key.RowKeys;
import dev.stator.node.meta.MetaRows;
import dev.stator.node.meta.Position;
import dev.stator.storage.engine.Batch;
import dev.stator.storage.engine.Engine;
import dev.stator.storage.wal.HardState;
import dev.stator.storage.wal.LogEntry;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the system table says, and what a node then has. */
class ReconcilerTest {
  private static final long PARTITION = 1024;
  private static final long RETRY_MILLIS = 2_100;

  private final OneNode one = new OneNode();
  private long index;

  @Test
  void nothingIsDoneBeforeAnythingIsKnown() {
    one.placed.put(PARTITION, placement(1, 1, "a1:1"));
    start();
    one.run(10_000);
    assertThat(one.asked).isEmpty();
    assertThat(one.node.hosted()).isEmpty();
  }

  @Test
  void whatIsMissingIsHostedWhenItsLeaderSaysSoToo() {
    start();
    publish("table", "t", table(TableStatus.ACTIVE));
    publish("placement", "1024", PlacementItems.toItem(placement(1, 1, "a1:1")));
    one.run(1_000);
    assertThat(one.asked).containsExactly("placed 1024");
    assertThat(one.node.hosts(PARTITION)).as("it may be old").isFalse();
    one.placed.put(PARTITION, placement(1, 1, "a1:1"));
    one.run(RETRY_MILLIS);
    assertThat(one.node.hosts(PARTITION)).isTrue();
    assertThat(one.node.leads(PARTITION)).isTrue();
  }

  /** Its leader will have another one made; to ask whether this one is wanted would help nobody. */
  @Test
  void nobodyIsAskedOfWhatWasLostWithTheFolder() {
    one.firstPartition = PARTITION + 1;
    one.placed.put(PARTITION, placement(1, 1, "a1:1"));
    start();
    publish("table", "t", table(TableStatus.ACTIVE));
    publish("placement", "1024", PlacementItems.toItem(placement(1, 1, "a1:1")));
    one.run(60_000);
    publish("placement", "1024", PlacementItems.toItem(placement(2, 2, "a1:2", "b1:1")));
    one.run(60_000);
    assertThat(one.asked).isEmpty();
    assertThat(one.node.hosted()).isEmpty();
  }

  @Test
  void whatIsRefusedIsAskedForLessAndLessOften() {
    start();
    publish("table", "t", table(TableStatus.ACTIVE));
    publish("placement", "1024", PlacementItems.toItem(placement(1, 1, "a1:1")));
    for (int second = 0; second < 60; second++) {
      one.run(1_000);
      // Whatever happens to others meanwhile.
      publish("table", "t", table(TableStatus.ACTIVE));
    }
    // At 0, 2, 6, 14, 30 and 46 s.
    assertThat(one.asked).hasSize(6).containsOnly("placed 1024");
    publish("placement", "1024", PlacementItems.toItem(placement(2, 1, "a1:1", "b1:1")));
    one.run(100);
    assertThat(one.asked).as("what is new is asked for at once").hasSize(7);
  }

  @Test
  void partitionsOfTablesThatGoAreNotBegun() {
    one.placed.put(PARTITION, placement(1, 1, "a1:1"));
    start();
    publish("table", "t", table(TableStatus.DELETING));
    publish("placement", "1024", PlacementItems.toItem(placement(1, 1, "a1:1")));
    one.run(10_000);
    assertThat(one.asked).isEmpty();
    assertThat(one.node.hosted()).isEmpty();
  }

  @Test
  void whatANewerMembershipHasLeftOutGoes() {
    hosting();
    publish("placement", "1024", PlacementItems.toItem(placement(9, 2, "b1:2")));
    one.run(RETRY_MILLIS);
    assertThat(one.node.hosts(PARTITION)).isFalse();
    assertNothingLeft();
  }

  @Test
  void aReplicaThatAPlacementDoesNotKnowYetStays() {
    start();
    publish("table", "t", table(TableStatus.ACTIVE));
    one.node.host(placement(9, 3, "a1:3", "b1:1"), hosted -> {});
    one.placed.put(PARTITION, placement(8, 2, "b1:1", "c1:2"));
    publish("placement", "1024", PlacementItems.toItem(placement(8, 2, "b1:1", "c1:2")));
    one.run(RETRY_MILLIS);
    assertThat(one.node.hosts(PARTITION)).isTrue();
  }

  @Test
  void whatHasNoTableAnyMoreGoesWhenThatIsCertain() {
    hosting();
    publish("table", "t", null);
    publish("placement", "1024", null);
    one.run(1_000);
    assertThat(one.asked).contains("gone [1024]");
    assertThat(one.node.hosts(PARTITION)).isTrue();
    one.gone.add(PARTITION);
    one.run(RETRY_MILLIS);
    assertThat(one.node.hosts(PARTITION)).isFalse();
    assertNothingLeft();
  }

  /** The log was dropped, and then came the crash: the partition lives on elsewhere. */
  @Test
  void rowsThatACrashHasLeftOfADepartureGo() {
    Membership others = Membership.storage("b1~2", "c1~3", "d1~4");
    storeHolds(others);
    publish("table", "t", table(TableStatus.ACTIVE));
    publish("placement", "1024", PlacementItems.toItem(placement(9, 4, "b1:2", "c1:3", "d1:4")));
    start();
    one.run(RETRY_MILLIS);
    assertNothingLeft();
  }

  /** It was left out and knew it; the crash came before anybody told the node to let go. */
  @Test
  void aReplicaThatWasLeftOutBeforeARestartGoesWithItsLog() {
    Membership others = Membership.storage("b1~2", "c1~3", "d1~4");
    storeHolds(others);
    logHolds(entry(7, EntryKind.COMMAND, new byte[100]), entry(8, EntryKind.NOOP, new byte[0]));
    publish("table", "t", table(TableStatus.ACTIVE));
    publish("placement", "1024", PlacementItems.toItem(placement(9, 4, "b1:2", "c1:3", "d1:4")));
    one.restart();
    start();
    one.run(RETRY_MILLIS);
    assertThat(one.node.hosts(PARTITION)).isFalse();
    assertNothingLeft();
  }

  /** As above, and the system table hears of it only after the restart. */
  @Test
  void aReplicaThatWasLeftOutIsNotMadeAgainWhereTheSystemTableIsBehind() {
    storeHolds(Membership.storage("b1~2", "c1~3", "d1~4"));
    logHolds(entry(7, EntryKind.COMMAND, new byte[100]), entry(8, EntryKind.NOOP, new byte[0]));
    Placement behind = placement(5, 3, "a1:1", "b1:2", "c1:3");
    one.placed.put(PARTITION, behind);
    publish("table", "t", table(TableStatus.ACTIVE));
    publish("placement", "1024", PlacementItems.toItem(behind));
    one.restart();
    start();
    one.run(RETRY_MILLIS);
    assertThat(one.node.hosts(PARTITION)).isFalse();

    Placement next = placement(9, 4, "b1:2", "c1:3", "d1:4");
    one.placed.put(PARTITION, next);
    publish("placement", "1024", PlacementItems.toItem(next));
    one.run(RETRY_MILLIS);
    assertThat(one.node.hosts(PARTITION)).isFalse();
    assertNothingLeft();
  }

  /** The membership that has it back is in its log alone. */
  @Test
  void aReplicaThatItsLogKnowsStays() {
    storeHolds(Membership.storage("b1~2", "c1~3", "d1~4"));
    Membership back = Membership.storage("a1~5", "c1~3", "d1~4");
    logHolds(
        entry(7, EntryKind.COMMAND, new byte[100]),
        entry(8, EntryKind.MEMBERSHIP, MembershipCodec1.encode(back)));
    publish("table", "t", table(TableStatus.ACTIVE));
    publish("placement", "1024", PlacementItems.toItem(placement(9, 4, "b1:2", "c1:3", "d1:4")));
    one.restart();
    start();
    one.run(RETRY_MILLIS);
    assertThat(one.node.hosts(PARTITION)).isTrue();
  }

  private void start() {
    one.node.start(() -> {}, () -> {});
    new Reconciler(
            OneNode.NAME,
            one.node,
            one.knowledge,
            one,
            one.machine.scheduler().serial("reconciler"))
        .start();
  }

  private void hosting() {
    one.placed.put(PARTITION, placement(1, 1, "a1:1"));
    publish("table", "t", table(TableStatus.ACTIVE));
    publish("placement", "1024", PlacementItems.toItem(placement(1, 1, "a1:1")));
    start();
    one.run(RETRY_MILLIS);
    assertThat(one.node.hosts(PARTITION)).isTrue();
  }

  private void storeHolds(Membership membership) {
    Batch batch = new Batch();
    batch.put(MetaRows.appliedKey(PARTITION), new Position(6, 1, 10).encode());
    batch.put(MetaRows.membershipKey(PARTITION), MembershipCodec1.encode(membership));
    batch.put(RowKeys.itemKey(PARTITION, Writes.KEY), new byte[] {1});
    one.engine.write(batch);
    one.engine.flush();
  }

  private void logHolds(LogEntry... entries) {
    long before = entries[0].index() - 1;
    one.log.group(PARTITION).reset(before, 2, Runnable::run, () -> {});
    one.log
        .group(PARTITION)
        .append(new HardState(2, "", before), List.of(entries), Runnable::run, () -> {});
    one.run(100);
  }

  private static LogEntry entry(long at, byte kind, byte[] payload) {
    return new LogEntry(at, 2, kind, payload);
  }

  private void assertNothingLeft() {
    assertThat(one.node.hosted()).isEmpty();
    for (ByteRange range : List.of(RowKeys.meta(PARTITION), RowKeys.partition(PARTITION))) {
      try (Engine.Cursor cursor = one.engine.scan(range.from(), range.to(), false)) {
        assertThat(cursor.next()).isFalse();
      }
    }
    assertThat(one.log.groups()).doesNotContain(PARTITION);
  }

  private void publish(String kind, String name, @Nullable Item item) {
    index++;
    one.knowledge
        .view()
        .apply(
            index,
            List.of(
                new SystemChange(index, kind, name, item == null ? null : ItemCodec.encode(item))));
  }

  /** Storage voters, as {@code NODE:GENERATION}. */
  private static Placement placement(long version, int lastGeneration, String... replicas) {
    return new Placement(
        PARTITION,
        version,
        List.of(replicas).stream()
            .map(text -> text.split(":", -1))
            .map(words ->
                new Placement.Replica(
                    words[0], Integer.parseInt(words[1]), Placement.Kind.STORAGE, true))
            .toList(),
        lastGeneration);
  }

  private static Item table(TableStatus status) {
    return TableItems.toItem(
        new TableDescriptor(
            "t",
            "id-of-t",
            SystemTables.KEY_SCHEMA,
            status,
            0,
            true,
            0,
            Throughput.NONE,
            false,
            new TreeMap<>(),
            List.of(new PartitionRange(PARTITION, HashRange.ALL))));
  }
}
