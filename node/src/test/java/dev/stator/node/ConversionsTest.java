package dev.stator.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.cluster.table.Placement;
import dev.stator.consensus.EntryKind;
import dev.stator.consensus.Membership;
import dev.stator.consensus.Membership.Kind;
import dev.stator.consensus.Membership.Member;
import dev.stator.consensus.MembershipCodec1;
import dev.stator.node.meta.MetaRows;
import dev.stator.node.meta.Position;
import dev.stator.storage.engine.Batch;
import dev.stator.storage.wal.HardState;
import dev.stator.storage.wal.LogEntry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A log replica of which its leader wants a storage replica made. */
class ConversionsTest {
  private static final long PARTITION = 1024;

  private final OneNode one = new OneNode();
  private final List<Boolean> answers = new ArrayList<>();

  @Test
  void itGetsAStoreAndNobodyIsToldThatItHasOneBeforeItLacksNothing() {
    begin(entry(7, EntryKind.NOOP, new byte[0]), 7);
    askForStorage();
    assertThat(one.node.hosts(PARTITION)).isTrue();
    assertThat(MetaRows.isConverted(one.engine, PARTITION)).isTrue();
    assertThat(MetaRows.mark(one.engine, PARTITION)).isNotNull();
    askForStorage();
    assertThat(answers).containsExactly(false, false);
  }

  /** The leader that asked has been followed by one that does without it. */
  @Test
  void oneThatItsGroupHasLeftOutMeanwhileStaysAsItIsUntilItIsLetGo() {
    Membership others = Membership.storage("b1~2", "c1~3", "d1~6");
    begin(entry(7, EntryKind.MEMBERSHIP, MembershipCodec1.encode(others)), 7);
    askForStorage();
    assertThat(one.node.hosts(PARTITION)).isTrue();
    assertThat(MetaRows.isConverted(one.engine, PARTITION)).isFalse();
    one.node.letGo(PARTITION, answers::add);
    one.run(1_000);
    assertThat(one.node.hosts(PARTITION)).isFalse();
    assertThat(answers).containsExactly(false, true);
  }

  /** A log replica that has applied six entries, then what comes after, as far as committed. */
  private void begin(LogEntry next, long committed) {
    Membership membership =
        new Membership(
            List.of(
                new Member("b1~2", Kind.STORAGE),
                new Member("c1~3", Kind.STORAGE),
                new Member("a1~5", Kind.LOG)),
            List.of(),
            5);
    Batch batch = new Batch();
    batch.put(MetaRows.appliedKey(PARTITION), new Position(6, 0, 0).encode());
    batch.put(MetaRows.membershipKey(PARTITION), MembershipCodec1.encode(membership));
    one.engine.write(batch);
    one.engine.flush();
    one.log.group(PARTITION).reset(6, 2, Runnable::run, () -> {});
    one.log
        .group(PARTITION)
        .append(new HardState(2, "", committed), List.of(next), Runnable::run, () -> {});
    one.run(100);
    one.restart();
    one.node.start(() -> {}, () -> {});
    one.run(100);
    assertThat(MetaRows.position(one.engine, PARTITION).index()).isEqualTo(committed);
  }

  private void askForStorage() {
    one.node.host(
        new Placement(
            PARTITION, 8, List.of(replica("b1", 2), replica("c1", 3), replica("a1", 5)), 5),
        answers::add);
    one.run(1_000);
  }

  private static Placement.Replica replica(String node, int generation) {
    return new Placement.Replica(node, generation, Placement.Kind.STORAGE, true);
  }

  private static LogEntry entry(long at, byte kind, byte[] payload) {
    return new LogEntry(at, 2, kind, payload);
  }
}
