package dev.stator.consensus.host;

import dev.stator.base.Clock;
import dev.stator.base.Network;
import dev.stator.base.RandomSource;
import dev.stator.base.Scheduler;
import dev.stator.base.SerialExecutor;
import dev.stator.consensus.EntryKind;
import dev.stator.consensus.Membership;
import dev.stator.consensus.MembershipCodec1;
import dev.stator.consensus.ReplicaName;
import dev.stator.consensus.ReplicationGroup;
import dev.stator.consensus.StateMachine;
import dev.stator.consensus.core.GroupCore;
import dev.stator.consensus.liveness.Liveness;
import dev.stator.consensus.liveness.Withdrawal;
import dev.stator.consensus.wire.MessageCodec1;
import dev.stator.storage.wal.GroupLog;
import dev.stator.storage.wal.HardState;
import dev.stator.storage.wal.LogEntry;
import dev.stator.storage.wal.SharedLog;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Runs the replication groups of one node over one log, one network and one scheduler. All methods
 * may be called from any thread.
 */
public final class GroupHost {
  final String self;
  final SharedLog log;
  final Network network;
  final Clock clock;
  final HostOptions options;
  final Consumer<Throwable> fatal;
  final NodeBudget inFlight;
  final NodeBudget inbound;
  final Liveness liveness;
  final ElectionPace elections;

  private final Scheduler scheduler;
  private final SerialExecutor beginnings;
  private final RandomSource random;
  private volatile Consumer<String> silence = node -> {};
  private volatile LongConsumer standstill = groupId -> {};
  private final ConcurrentSkipListMap<Long, GroupRunner> groups = new ConcurrentSkipListMap<>();

  /**
   * @param self this node's name, as the network knows it; replicas on it are named after it
   * @param network carries the messages of groups
   * @param livenessNetwork carries pings and pongs between nodes; a node whose groups have no other
   *     members sends neither
   * @param fatal hears of what a group cannot survive (a damaged log); the node is to stop
   */
  public GroupHost(
      String self,
      SharedLog log,
      Network network,
      Network livenessNetwork,
      Scheduler scheduler,
      Clock clock,
      RandomSource random,
      HostOptions options,
      Consumer<Throwable> fatal) {
    this.self = self;
    this.log = log;
    this.network = network;
    this.scheduler = scheduler;
    this.beginnings = scheduler.serial("group-beginnings");
    this.clock = clock;
    this.random = random;
    this.options = options;
    this.fatal = fatal;
    this.inFlight = new NodeBudget(options.nodeInFlightBytesMax());
    this.inbound = new NodeBudget(options.nodeInboundBytesMax());
    this.elections =
        new ElectionPace(clock, beginnings, options.electionsMax(), options.electionsNanos());
    this.liveness =
        new Liveness(
            livenessNetwork, scheduler, clock, random.fork(), options.liveness(), new News());
    network.receive(this::message);
  }

  /**
   * True when that node, on which a group that is open here has a member, was heard within the
   * length of a lease, be it an answer alone: it may have lost its own member.
   */
  public boolean heard(String node) {
    return liveness.reaches(node);
  }

  /**
   * For how long a node has said nothing on which a group that is open here has a member; 0 for one
   * that is {@link #heard}, and for any other node.
   */
  public long silentNanos(String node) {
    return liveness.silentNanos(node);
  }

  /** Has somebody hear of each node that is not {@link #heard} any more. Before the first group. */
  public void onSilence(Consumer<String> listener) {
    silence = listener;
  }

  /**
   * Has somebody hear of each group that is led here and in which a member has begun to stand still
   * though its node is heard, or gets on again. On the group's executor; before the first group.
   */
  public void onStandstill(LongConsumer listener) {
    standstill = listener;
  }

  void standstill(long groupId) {
    standstill.accept(groupId);
  }

  /**
   * 0 for a node that is not {@link #heard}; else a number that is another one after it has come
   * back as another process, perhaps without what it had.
   */
  public long incarnation(String node) {
    return liveness.incarnation(node);
  }

  /** How many groups this node leads. */
  public int groupsLed() {
    int led = 0;
    for (GroupRunner runner : groups.values()) {
      led += runner.leads() ? 1 : 0;
    }
    return led;
  }

  /** Shows each group that this node leads, also before it takes proposals, in order. */
  public void led(LedGroups visitor) {
    for (GroupRunner runner : groups.values()) {
      long term = runner.ledTerm();
      if (term > 0) {
        visitor.led(runner.id(), term, runner.self());
      }
    }
  }

  /** Sees the groups that a node leads. */
  @FunctionalInterface
  public interface LedGroups {
    /**
     * One of them.
     *
     * @param replica the name of this node's member, which is the leader
     */
    void led(long group, long term, String replica);
  }

  /**
   * Hands every group over that this node leads and another could: many at a time, and again what
   * did not work.
   *
   * @param deadlineNanos by the host's clock; none is begun after it, and those under way end
   *     within the length of a lease
   * @param done gets the number of groups that it leads still, on an executor of the host
   */
  public void handOverAll(long deadlineNanos, Consumer<Integer> done) {
    handOver(deadlineNanos, false, done);
  }

  /**
   * As {@link #handOverAll}, before the node stops: what it comes to lead after that, it hands over
   * again. Others do not know that it is stopping.
   */
  public void leadNoMore(long deadlineNanos, Consumer<Integer> done) {
    handOver(deadlineNanos, true, done);
  }

  private void handOver(long deadlineNanos, boolean forGood, Consumer<Integer> done) {
    Runnable told = () -> done.accept(groupsLed());
    new HandOvers(this::couldBeLedElsewhere, beginnings, clock, deadlineNanos, forGood, told)
        .begin();
  }

  private List<GroupRunner> couldBeLedElsewhere() {
    List<GroupRunner> led = new ArrayList<>();
    for (GroupRunner runner : groups.values()) {
      if (runner.ledTerm() > 0 && hasSuccessor(runner)) {
        led.add(runner);
      }
    }
    return led;
  }

  private boolean hasSuccessor(GroupRunner runner) {
    for (Membership.Member voter : runner.membership().voters()) {
      if (voter.kind() == Membership.Kind.STORAGE
          && !voter.name().equals(runner.self())
          && liveness.reaches(ReplicaName.nodeOf(voter.name()))) {
        return true;
      }
    }
    return false;
  }

  /** The name of this host's node. */
  public String node() {
    return self;
  }

  /**
   * Begins a fresh group at this node: writes entry 1 of term 1, the first membership. All first
   * members do this alike, and only when all have is the group opened anywhere. What is there
   * already after a crash is left, so it may be asked again.
   *
   * @param durable runs on an executor of the host when that is synced
   * @throws IllegalArgumentException when no replica of this node is among the members
   * @throws IllegalStateException when the log knows the group with another beginning
   */
  public synchronized void bootstrap(long groupId, Membership first, Runnable durable) {
    if (first.voters().stream().noneMatch(m -> ReplicaName.nodeOf(m.name()).equals(self))) {
      throw new IllegalArgumentException("no member of " + first + " is on " + self);
    }
    GroupLog groupLog = log.group(groupId);
    LogEntry entry =
        new LogEntry(
            GroupCore.FIRST_INDEX,
            GroupCore.FIRST_TERM,
            EntryKind.MEMBERSHIP,
            MembershipCodec1.encode(first));
    if (groupLog.lastIndex() > 0) {
      requireSameBeginning(groupLog, entry);
      durable.run();
      return;
    }
    if (groupLog.hardState().term() > GroupCore.FIRST_TERM) {
      throw new IllegalStateException("group " + groupId + " has voted before it began");
    }
    HardState hard = new HardState(GroupCore.FIRST_TERM, "", GroupCore.FIRST_INDEX);
    groupLog.append(hard, List.of(entry), beginnings, durable);
  }

  private static void requireSameBeginning(GroupLog groupLog, LogEntry entry) {
    if (groupLog.firstIndex() > GroupCore.FIRST_INDEX) {
      return;
    }
    LogEntry there = groupLog.read(GroupCore.FIRST_INDEX, 1).getFirst();
    if (there.kind() != entry.kind()
        || there.term() != entry.term()
        || !Arrays.equals(there.payload(), entry.payload())) {
      throw new IllegalStateException("group " + groupLog.groupId() + " began otherwise");
    }
  }

  /**
   * Opens a group for the first time or again. What the log knows of it is taken up; committed
   * entries that the state machine has not applied are applied.
   *
   * @param selfReplica the name of this node's replica
   * @param base the membership as of the last index that the state machine has applied; what the
   *     log holds after that counts on top. A replica made from nothing, which need not be in it,
   *     takes what it is told: it neither votes by it nor stands before the log has taught it
   *     better. A group that is not begun with {@link #bootstrap} has the same base at each opening
   *     and each member
   * @param machine called from now on, on the group's executor
   * @throws GroupUnusableException when log and store do not fit together
   * @throws IllegalArgumentException when the replica is of another node
   * @throws IllegalStateException when the group is open, or still closing
   */
  public synchronized ReplicationGroup open(
      long groupId, String selfReplica, Membership base, StateMachine machine) {
    if (!ReplicaName.nodeOf(selfReplica).equals(self)) {
      throw new IllegalArgumentException(selfReplica + " is not on " + self);
    }
    if (groups.containsKey(groupId)) {
      throw new IllegalStateException("group " + groupId + " is open already");
    }
    GroupRunner runner =
        new GroupRunner(
            this,
            groupId,
            selfReplica,
            base,
            machine,
            log.group(groupId),
            scheduler.serial("group-" + groupId),
            random.fork());
    groups.put(groupId, runner);
    runner.start();
    return runner;
  }

  /**
   * Lets go of a group; its log stays. A closed or unknown group is left alone.
   *
   * @param closed runs when the state machine is not called any more
   */
  public void close(long groupId, Runnable closed) {
    GroupRunner runner = groups.get(groupId);
    if (runner == null) {
      closed.run();
    } else {
      runner.stop(false, () -> forgotten(groupId, runner, closed));
    }
  }

  /**
   * Lets go of a group and forgets its log and its votes: only for a group that is gone for good.
   *
   * @param dropped runs when that is durable
   */
  public void drop(long groupId, Runnable dropped) {
    GroupRunner runner = groups.get(groupId);
    if (runner == null) {
      GroupLog groupLog = log.group(groupId);
      groupLog.drop();
      groupLog.append(null, List.of(), beginnings, dropped);
    } else {
      runner.stop(true, () -> forgotten(groupId, runner, dropped));
    }
  }

  private void forgotten(long groupId, GroupRunner runner, Runnable then) {
    groups.remove(groupId, runner);
    then.run();
  }

  private void message(String from, byte[] bytes) {
    GroupRunner runner = groups.get(MessageCodec1.groupOf(bytes));
    if (runner != null) {
      runner.receive(from, bytes);
    }
  }

  /** What the node's liveness knows goes to the groups that it concerns. */
  private final class News implements Liveness.Listener {
    @Override
    public void changed(String node) {
      // One that pings nobody may answer: it is heard for the first time, or has lost its groups.
      if (liveness.silentNanos(node) > 0) {
        silence.accept(node);
      }
      for (GroupRunner runner : groups.values()) {
        runner.peerChanged(node);
      }
    }

    @Override
    public void withdrawn(String node, Withdrawal withdrawal, long atNanos) {
      GroupRunner runner = groups.get(withdrawal.groupId());
      if (runner != null) {
        runner.withdrawn(node, withdrawal.term(), atNanos);
      }
    }
  }
}
