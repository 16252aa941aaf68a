package dev.stator.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.cluster.table.SystemTables;
import dev.stator.consensus.EntryKind;
import dev.stator.consensus.Membership;
import dev.stator.consensus.Membership.Kind;
import dev.stator.consensus.Membership.Member;
import dev.stator.consensus.MembershipCodec1;
import dev.stator.consensus.RebuildPoint;
import dev.stator.model.key.RowKeys;
import dev.stator.node.meta.MetaRows;
import dev.stator.node.meta.Position;
import dev.stator.node.meta.RebuildMark;
import dev.stator.storage.engine.Batch;
import dev.stator.storage.wal.HardState;
import dev.stator.storage.wal.LogEntry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which replica a node finds in its own log and store. */
class LocalGroupTest {
  private static final long PARTITION = 1024;
  private static final Membership FIRST = Membership.storage("a1~1", "b1~1", "c1~1");
  private static final Membership WITHOUT = Membership.storage("b1~1", "c1~1", "d1~2");
  private static final Membership BACK =
      new Membership(
          List.of(new Member("b1~1", Kind.STORAGE), new Member("c1~1", Kind.STORAGE)),
          List.of(new Member("a1~3", Kind.LOG)),
          3);

  private final OneNode one = new OneNode();

  @Test
  void nothingIsNoGroup() {
    assertThat(find()).isNull();
    assertThat(LocalGroup.partitions(one.engine, one.log)).isEmpty();
    assertThat(isNobodys()).as("no log, and so nobody's").isTrue();
  }

  @Test
  void aFreshGroupIsInItsLogAlone() {
    log(0, membership(FIRST));
    assertThat(find()).isEqualTo(new LocalGroup(PARTITION, "a1~1", Kind.STORAGE, FIRST));
    assertThat(LocalGroup.partitions(one.engine, one.log)).containsExactly(PARTITION);
    assertThat(isNobodys()).isFalse();
  }

  @Test
  void theNewestReplicaThatTheLogKnowsIsMeant() {
    store(4, WITHOUT);
    log(4, command(), membership(BACK));
    assertThat(find()).isEqualTo(new LocalGroup(PARTITION, "a1~3", Kind.LOG, WITHOUT));
    assertThat(isNobodys()).isFalse();
  }

  @Test
  void whoIsInNoMembershipAnyMoreIsNobody() {
    store(4, WITHOUT);
    log(4, command());
    assertThat(find()).isNull();
    assertThat(isNobodys()).isTrue();
  }

  @Test
  void whoIsLeftOutInALogThatIsNotAppliedIsThereStill() {
    store(4, FIRST);
    log(4, membership(WITHOUT));
    assertThat(find()).isEqualTo(new LocalGroup(PARTITION, "a1~1", Kind.STORAGE, FIRST));
  }

  @Test
  void aRebuildIsFoundByItsMark() {
    Batch batch = new Batch();
    RebuildMark mark = RebuildMark.begun(new RebuildPoint(40, 3, FIRST));
    batch.put(MetaRows.rebuildKey(PARTITION), mark.encode());
    one.engine.write(batch);
    log(40, command());
    assertThat(find()).isEqualTo(new LocalGroup(PARTITION, "a1~1", Kind.STORAGE, FIRST));
  }

  /** What its group does not know of yet. */
  @Test
  void aLogReplicaThatIsBeingConvertedHasAStore() {
    store(4, BACK);
    log(4, command());
    assertThat(find()).isEqualTo(new LocalGroup(PARTITION, "a1~3", Kind.LOG, BACK));
    Batch batch = new Batch();
    batch.put(MetaRows.convertedKey(PARTITION), MetaRows.converted());
    one.engine.write(batch);
    assertThat(find()).isEqualTo(new LocalGroup(PARTITION, "a1~3", Kind.STORAGE, BACK));
    assertThat(MetaRows.converted()).containsExactly(1);
    LocalGroup.removeRows(PARTITION, one.engine);
    assertThat(MetaRows.isConverted(one.engine, PARTITION)).isFalse();
  }

  @Test
  void aLogThatBeginsSomewhereWithoutAStoreIsNoGroup() {
    log(40, command());
    assertThat(find()).isNull();
  }

  @Test
  void rowsWithoutALogAreADepartureThatWasInterrupted() {
    store(4, FIRST);
    assertThat(LocalGroup.leftOver(PARTITION, one.engine, one.log)).isTrue();
    assertThat(isNobodys()).isTrue();
    assertThat(LocalGroup.leftOver(SystemTables.PARTITION, one.engine, one.log))
        .as("a system table that lost its log is no left-over")
        .isFalse();
  }

  /** Nodes that were on their own before groups had memberships: replicas have no generation. */
  @Test
  void aFolderFromBeforeThereWereMembershipsHasAGroupOfOne() {
    log(0, command(), command());
    LocalGroup group = new LocalGroup(PARTITION, "a1", Kind.STORAGE, Membership.storage("a1"));
    assertThat(find()).isEqualTo(group);

    Batch batch = new Batch();
    batch.put(MetaRows.appliedKey(PARTITION), new Position(1, 1, 10).encode());
    one.engine.write(batch);
    assertThat(find()).isEqualTo(group);
    assertThat(isNobodys()).isFalse();
  }

  @Test
  void suchAFolderServesAgain() {
    for (long partition : new long[] {SystemTables.PARTITION, PARTITION}) {
      one.log
          .group(partition)
          .append(
              new HardState(1, "a1", 1),
              List.of(new LogEntry(1, 1, EntryKind.NOOP, new byte[0])),
              Runnable::run,
              () -> {});
    }
    one.run(100);
    boolean[] ready = {false};
    one.node.start(() -> {}, () -> ready[0] = true);
    one.run(2_000);
    assertThat(ready[0]).isTrue();
    assertThat(one.node.leads(PARTITION)).isTrue();
    assertThat(one.node.leadsForCertain(SystemTables.PARTITION)).isTrue();
  }

  @Test
  void aFolderOfAnotherNodeIsNotTakenForItsOwn() {
    log(0, membership(Membership.storage("x1~1")));
    assertThat(find()).isNull();
  }

  private @Nullable LocalGroup find() {
    return LocalGroup.find(PARTITION, OneNode.NAME, one.engine, one.log);
  }

  private boolean isNobodys() {
    return LocalGroup.isNobodys(PARTITION, OneNode.NAME, one.engine, one.log);
  }

  private void store(long applied, Membership membership) {
    Batch batch = new Batch();
    batch.put(MetaRows.appliedKey(PARTITION), new Position(applied, 1, 10).encode());
    batch.put(MetaRows.membershipKey(PARTITION), MembershipCodec1.encode(membership));
    batch.put(RowKeys.itemKey(PARTITION, Writes.KEY), new byte[] {1});
    one.engine.write(batch);
  }

  /** A payload of a membership, or of a command. */
  private record Content(byte kind, byte[] payload) {}

  private static Content membership(Membership membership) {
    return new Content(EntryKind.MEMBERSHIP, MembershipCodec1.encode(membership));
  }

  private static Content command() {
    return new Content(EntryKind.COMMAND, new byte[10]);
  }

  /** Puts entries into the log after an index. */
  private void log(long after, Content... contents) {
    if (after > 0) {
      one.log.group(PARTITION).reset(after, 1, Runnable::run, () -> {});
    }
    List<LogEntry> entries = new ArrayList<>();
    for (Content content : contents) {
      entries.add(new LogEntry(after + 1 + entries.size(), 1, content.kind(), content.payload()));
    }
    one.log.group(PARTITION).append(new HardState(1, "", after), entries, Runnable::run, () -> {});
    one.run(100);
  }
}
