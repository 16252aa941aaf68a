package dev.stator.consensus.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.base.NetworkChannels;
import dev.stator.base.sim.SimNode;
import dev.stator.base.sim.Simulation;
import dev.stator.consensus.LogRoom;
import dev.stator.consensus.Membership;
import dev.stator.consensus.RebuildPoint;
import dev.stator.consensus.ReplicationGroup;
import dev.stator.consensus.ReplicationGroup.Proposal;
import dev.stator.consensus.StateMachine;
import dev.stator.consensus.core.CoreOptions;
import dev.stator.storage.wal.FileLog;
import dev.stator.storage.wal.LogEntry;
import dev.stator.storage.wal.LogOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Groups of one on one simulated node. */
class GroupHostTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Membership ALONE = Membership.storage("n1");

  private final Simulation simulation = new Simulation(7);
  private final SimNode node = simulation.node("n1");
  private final List<Throwable> fatal = new ArrayList<>();
  private FileLog log = openLog();
  private GroupHost host = newHost(HostOptions.DEFAULT);

  /** Notes all it is told. */
  private static final class Machine implements StateMachine {
    private long applied;
    private final List<String> commands = new ArrayList<>();
    private final List<String> roles = new ArrayList<>();
    private int calls;
    private RebuildPoint point;

    Machine(long applied) {
      this.applied = applied;
    }

    @Override
    public long appliedIndex() {
      return applied;
    }

    @Override
    public RebuildPoint rebuilding() {
      return point;
    }

    @Override
    public void rebuild(RebuildPoint point, String from, Runnable noted) {
      throw new IllegalStateException("nobody has trimmed the log");
    }

    @Override
    public void apply(List<LogEntry> entries, long throughIndex) {
      entries.forEach(e -> commands.add(e.index() + ":" + new String(e.payload())));
      applied = throughIndex;
      calls++;
    }

    @Override
    public void leading(long term) {
      roles.add("leading " + term);
    }

    @Override
    public void notLeading(String leader) {
      roles.add("not leading");
    }
  }

  @Test
  void anEmptyGroupOfOneLeadsAndCommits() {
    Machine machine = new Machine(0);
    ReplicationGroup group = host.open(5, "n1", ALONE, machine);
    assertThat(group.servesStrongReads()).isFalse();
    simulation.runFor(SECOND);
    assertThat(group.servesStrongReads()).isTrue();
    assertThat(group.leader()).isEqualTo("n1");
    assertThat(machine.roles).containsExactly("leading 1");
    List<Proposal> answers = new ArrayList<>();
    group
        .executor()
        .execute(() -> {
          answers.add(group.propose("a".getBytes()));
          answers.add(group.propose("b".getBytes()));
          assertThat(machine.commands).isEmpty();
        });
    simulation.runFor(SECOND);
    assertThat(answers).containsExactly(new Proposal.Appended(2, 1), new Proposal.Appended(3, 1));
    assertThat(machine.commands).containsExactly("2:a", "3:b");
    assertThat(machine.applied).isEqualTo(3);
  }

  @Test
  void idleMeansNothingToDo() {
    host.open(5, "n1", ALONE, new Machine(0));
    assertThat(simulation.runUntilIdle(10 * SECOND)).isTrue();
  }

  @Test
  void manyProposalsMakeFewAppendsAndFewApplies() {
    Machine machine = new Machine(0);
    ReplicationGroup group = host.open(5, "n1", ALONE, machine);
    simulation.runFor(SECOND);
    int callsBefore = machine.calls;
    long mutationsBefore = node.disk().mutations();
    for (int i = 0; i < 1000; i++) {
      group.executor().execute(() -> group.propose(new byte[100]));
    }
    simulation.runFor(SECOND);
    assertThat(machine.commands).hasSize(1000);
    assertThat(machine.calls - callsBefore).isLessThan(20);
    assertThat(node.disk().mutations() - mutationsBefore).isLessThan(200);
  }

  @Test
  void whatWasSyncedIsAppliedAfterPowerLoss() {
    Machine machine = new Machine(0);
    ReplicationGroup group = host.open(5, "n1", ALONE, machine);
    simulation.runFor(SECOND);
    group.executor().execute(() -> group.propose("kept".getBytes()));
    simulation.runFor(SECOND);
    node.powerLoss();
    reboot(HostOptions.DEFAULT);
    Machine again = new Machine(1);
    ReplicationGroup reopened = host.open(5, "n1", ALONE, again);
    assertThat(reopened.propose("early".getBytes())).isEqualTo(new Proposal.NotLeader(null));
    simulation.runFor(SECOND);
    assertThat(again.commands).containsExactly("2:kept");
    assertThat(again.roles).containsExactly("leading 2");
    assertThat(reopened.servesStrongReads()).isTrue();
  }

  @Test
  void aGroupBeginsOnceWhateverCrashes() {
    Membership first = Membership.storage("n1~1");
    List<String> said = new ArrayList<>();
    host.bootstrap(9, first, () -> said.add("begun"));
    assertThat(said).isEmpty();
    node.powerLoss();
    reboot(HostOptions.DEFAULT);
    host.bootstrap(9, first, () -> said.add("begun"));
    simulation.runFor(SECOND);
    assertThat(said).containsExactly("begun");
    assertThat(log.group(9).lastIndex()).isEqualTo(1);
    node.powerLoss();
    reboot(HostOptions.DEFAULT);
    host.bootstrap(9, first, () -> said.add("begun before"));
    assertThat(said).containsExactly("begun", "begun before");
    assertThatThrownBy(() -> host.bootstrap(9, Membership.storage("n1~2"), () -> {}))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> host.bootstrap(9, Membership.storage("n2~1"), () -> {}))
        .isInstanceOf(IllegalArgumentException.class);
    Machine machine = new Machine(0);
    ReplicationGroup group = host.open(9, "n1~1", first, machine);
    simulation.runFor(SECOND);
    // Nobody led in term 1.
    assertThat(machine.roles).containsExactly("leading 2");
    assertThat(machine.commands).hasSize(1).first().asString().startsWith("1:");
    assertThat(group.leader()).isEqualTo("n1~1");
    group.status();
    simulation.runFor(SECOND);
    assertThat(group.status().commitIndex()).isEqualTo(2);
    assertThat(group.status().members()).hasSize(1);
    assertThat(group.membership()).isEqualTo(first);
  }

  @Test
  void aFullWindowSaysBusyUntilItIsApplied() {
    CoreOptions small = new CoreOptions(600_000_000, 3_000, 1_000, 1000, 1000, 1000, 1000);
    node.crash();
    reboot(HostOptions.DEFAULT.withCore(small));
    ReplicationGroup group = host.open(6, "n1", ALONE, new Machine(0));
    simulation.runFor(SECOND);
    List<Proposal> answers = new ArrayList<>();
    group
        .executor()
        .execute(() -> {
          for (int i = 0; i < 4; i++) {
            answers.add(group.propose(new byte[400]));
          }
        });
    simulation.runFor(SECOND);
    assertThat(answers.get(1)).isInstanceOf(Proposal.Appended.class);
    assertThat(answers.subList(2, 4)).containsOnly(new Proposal.Busy());
    group.executor().execute(() -> answers.add(group.propose(new byte[400])));
    simulation.runFor(SECOND);
    assertThat(answers.getLast()).isInstanceOf(Proposal.Appended.class);
  }

  @Test
  void aNodesGroupsHoldNoMoreInFlightThanItsBudgetAndLeaveSomethingForEachOther() {
    node.crash();
    reboot(HostOptions.DEFAULT.withNodeInFlightBytesMax(100_000));
    List<ReplicationGroup> groups = new ArrayList<>();
    for (int id = 1; id <= 4; id++) {
      groups.add(host.open(id, "n1", ALONE, new Machine(0)));
    }
    simulation.runFor(SECOND);
    // Nothing gets durable for a while.
    node.disk().delay(2 * SECOND, 2 * SECOND);
    List<Integer> taken = new ArrayList<>();
    for (ReplicationGroup group : groups) {
      group
          .executor()
          .execute(() -> {
            int count = 0;
            while (group.propose(new byte[936]) instanceof Proposal.Appended) {
              count++;
            }
            taken.add(count);
          });
      simulation.runFor(SECOND / 100);
    }
    assertThat(taken.stream().mapToInt(Integer::intValue).sum()).isBetween(90, 100);
    assertThat(taken).isSortedAccordingTo(java.util.Comparator.reverseOrder());
    assertThat(taken.getFirst()).isBetween(49, 51);
    assertThat(taken.getLast()).isBetween(5, 7);
    assertThat(host.inFlight.used()).isEqualTo(1000L * taken.stream().mapToInt(i -> i).sum());
    // A group that stops gives back what it held, and so does what is applied.
    host.close(1, () -> {});
    simulation.runFor(SECOND / 100);
    assertThat(host.inFlight.used())
        .isEqualTo(1000L * taken.stream().skip(1).mapToInt(i -> i).sum());
    simulation.runFor(20 * SECOND);
    assertThat(host.inFlight.used()).isZero();
    List<Proposal> answers = new ArrayList<>();
    groups.get(3).executor().execute(() -> answers.add(groups.get(3).propose(new byte[900])));
    simulation.runFor(SECOND / 100);
    assertThat(answers.getFirst()).isInstanceOf(Proposal.Appended.class);
  }

  @Test
  void messagesThatWaitCountWithWhatTheyTakeBesidesTheirBytes() {
    CoreOptions small = new CoreOptions(600_000_000, 3_000, 1_000, 1000, 1000, 1000, 1000);
    node.crash();
    reboot(HostOptions.DEFAULT.withCore(small).withInboundBytesMax(8_000, 10_000));
    GroupRunner one = (GroupRunner) host.open(1, "n1", ALONE, new Machine(0));
    GroupRunner other = (GroupRunner) host.open(2, "n1", ALONE, new Machine(0));
    simulation.runFor(SECOND);
    long before = simulation.eventsRun();
    int each = 20 + Inbox.OVERHEAD_BYTES;
    for (int i = 0; i < 1000; i++) {
      one.receive("n2", new byte[20]);
    }
    assertThat(host.inbound.used()).isEqualTo(8_000 / each * each);
    for (int i = 0; i < 1000; i++) {
      other.receive("n2", new byte[20]);
    }
    assertThat(host.inbound.used()).isEqualTo(10_000 / each * each);
    simulation.runFor(SECOND);
    assertThat(host.inbound.used()).isZero();
    assertThat(simulation.eventsRun() - before).isLessThan(10_000 / each + 10);
  }

  @Test
  void aNodeThatChangesTimeAndAgainWaitsToBeLookedAtOnce() {
    Membership three = Membership.storage("n1~1", "n2~2", "n3~3");
    GroupRunner group = (GroupRunner) host.open(1, "n1~1", three, new Machine(0));
    simulation.runFor(SECOND / 10);
    long before = simulation.eventsRun();
    for (int i = 0; i < 10_000; i++) {
      group.peerChanged("n2");
      group.peerChanged("n3");
      group.peerChanged("n4");
    }
    simulation.runFor(SECOND / 10);
    assertThat(simulation.eventsRun() - before).isLessThan(1_000);
    // What comes after it was looked at is looked at again.
    group.peerChanged("n2");
    long next = simulation.eventsRun();
    simulation.runFor(1_000_000);
    assertThat(simulation.eventsRun()).isGreaterThan(next);
  }

  @Test
  void durableEntriesAreTrimmed() {
    Machine machine = new Machine(0);
    ReplicationGroup group = host.open(5, "n1", ALONE, machine);
    simulation.runFor(SECOND);
    group.executor().execute(() -> group.propose("x".getBytes()));
    simulation.runFor(SECOND);
    group.executor().execute(() -> group.durableThrough(2, LogRoom.AMPLE));
    simulation.runFor(SECOND);
    assertThat(log.group(5).firstIndex()).isEqualTo(3);
  }

  /** A store is made anew over a log that stays, and one over a log that was to begin anew. */
  @Test
  void aRebuildEmptiesNoLogThatHoldsItsPoint() {
    for (long term : new long[] {1, 0}) {
      long id = 6 + term;
      ReplicationGroup group = host.open(id, "n1", ALONE, new Machine(0));
      simulation.runFor(SECOND);
      group.executor().execute(() -> group.propose("x".getBytes()));
      simulation.runFor(SECOND);
      long last = log.group(id).lastIndex();
      assertThat(log.group(id).term(last)).isEqualTo(1);
      host.close(id, () -> {});
      simulation.runFor(SECOND);
      Machine machine = new Machine(0);
      machine.point = new RebuildPoint(last - 1, term, ALONE);
      host.open(id, "n1", ALONE, machine);
      assertThat(log.group(id).lastIndex()).isEqualTo(term == 1 ? last : last - 1);
      assertThat(log.group(id).firstIndex()).isEqualTo(term == 1 ? 1 : last);
    }
  }

  @Test
  void storeAndLogThatDoNotFitAreRefusedInOneSentence() {
    assertThatThrownBy(() -> host.open(5, "n1", ALONE, new Machine(4)))
        .isInstanceOf(GroupUnusableException.class)
        .hasMessageContaining(
            "the store holds everything up to entry 4, but the log ends at entry 0");
    Machine machine = new Machine(0);
    ReplicationGroup group = host.open(5, "n1", ALONE, machine);
    simulation.runFor(SECOND);
    group.executor().execute(() -> group.durableThrough(1, LogRoom.AMPLE));
    simulation.runFor(SECOND);
    node.crash();
    reboot(HostOptions.DEFAULT);
    assertThatThrownBy(() -> host.open(5, "n1", ALONE, new Machine(0)))
        .isInstanceOf(GroupUnusableException.class)
        .hasMessageContaining("the log begins at entry 2");
  }

  @Test
  void aClosedGroupStopsAndADroppedOneIsForgotten() {
    Machine machine = new Machine(0);
    ReplicationGroup group = host.open(5, "n1", ALONE, machine);
    simulation.runFor(SECOND);
    assertThatThrownBy(() -> host.open(5, "n1", ALONE, machine))
        .isInstanceOf(IllegalStateException.class);
    List<String> done = new ArrayList<>();
    host.close(5, () -> done.add("closed"));
    simulation.runFor(SECOND);
    assertThat(group.servesStrongReads()).isFalse();
    group.executor().execute(() -> done.add(group.propose(new byte[1]).toString()));
    simulation.runFor(SECOND);
    assertThat(done).containsExactly("closed", "NotLeader[leader=null]");
    ReplicationGroup again = host.open(5, "n1", ALONE, new Machine(1));
    simulation.runFor(SECOND);
    assertThat(again.servesStrongReads()).isTrue();
    host.drop(5, () -> done.add("dropped"));
    simulation.runFor(SECOND);
    assertThat(done).contains("dropped");
    assertThat(log.groups()).isEmpty();
  }

  @Test
  void damageInTheLogIsNamedAndStopsTheGroup() {
    Machine machine = new Machine(0);
    ReplicationGroup group = host.open(5, "n1", ALONE, machine);
    simulation.runFor(SECOND);
    group.executor().execute(() -> group.propose(new byte[3000]));
    simulation.runFor(SECOND);
    node.crash();
    reboot(HostOptions.DEFAULT);
    String segment = node.disk().paths().getFirst();
    host.open(5, "n1", ALONE, new Machine(1));
    node.disk().flipBit(segment, 1500, 3);
    simulation.runFor(SECOND);
    assertThat(fatal).hasSize(1);
    assertThat(fatal.getFirst())
        .isInstanceOf(GroupUnusableException.class)
        .hasMessageStartingWith("The log of group 5 is damaged: ");
  }

  private void reboot(HostOptions options) {
    node.restart();
    log = openLog();
    host = newHost(options);
  }

  private FileLog openLog() {
    try {
      return FileLog.open(
          node.disk(),
          "wal",
          LogOptions.small(64 << 10),
          node.scheduler().blocking("log"),
          node.scheduler().blocking("janitor"),
          node.random().fork(),
          fatal::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private GroupHost newHost(HostOptions options) {
    NetworkChannels channels = new NetworkChannels(node.network());
    return new GroupHost(
        "n1",
        log,
        channels.channel(NetworkChannels.CONSENSUS),
        channels.channel(NetworkChannels.LIVENESS),
        node.scheduler(),
        node.clock(),
        node.random().fork(),
        options,
        fatal::add);
  }
}
