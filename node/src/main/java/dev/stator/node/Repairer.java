package dev.stator.node;

import dev.stator.base.Clock;
import dev.stator.base.Marks;
import dev.stator.base.SerialExecutor;
import dev.stator.cluster.directory.Knowledge;
import dev.stator.cluster.member.NodeInfo;
import dev.stator.cluster.message.Nodes;
import dev.stator.cluster.message.PartitionClient;
import dev.stator.cluster.table.Placement;
import dev.stator.consensus.GroupStatus;
import dev.stator.consensus.Membership;
import dev.stator.consensus.Membership.Member;
import dev.stator.consensus.ReplicaName;
import dev.stator.consensus.ReplicationGroup;
import dev.stator.node.repair.GroupView;
import dev.stator.node.repair.GroupView.MemberView;
import dev.stator.node.repair.RepairOptions;
import dev.stator.node.repair.RepairPlan;
import dev.stator.node.repair.RepairStep;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/**
 * Makes the groups whole again that are led here: looks at a group when something happened that
 * concerns it, and carries out the one step that {@link RepairPlan} says, until there is none left.
 * A group at which there is nothing to do costs nothing.
 *
 * <p>Its state belongs to its executor.
 */
public final class Repairer {
  private static final long SECOND = 1_000_000_000L;
  private static final long TICK_NANOS = SECOND / 5;
  private static final long AT_ONCE = SECOND / 100;

  /** Groups that are being looked at, or changed, at the same time. */
  private static final int UNDER_WAY_MAX = 256;

  /** Leads that are handed back in one tick: each costs its clients a moment. */
  private static final int HAND_OVERS_MAX = 8;

  /** After this long a member that does not answer is seen to be silent. */
  private static final long WATCH_NANOS = 2 * SECOND;

  /** How long a group that is not whole is left alone at most. */
  private static final long LOOK_AGAIN_NANOS = 5 * SECOND;

  /** So often a node refuses one name before the group does without that. */
  private static final int REFUSALS_MAX = 5;

  /** A member that answers nothing for so long while its node does is not there. */
  private static final long LOST_NANOS = 10 * SECOND;

  private final StorageNode node;
  private final Knowledge knowledge;
  private final Nodes nodes;
  private final Peers peers;
  private final PlacementReports reports;
  private final Clock clock;
  private final SerialExecutor executor;
  private final RepairOptions options;
  private final Marks marks;
  private final Consumer<String> problems;
  private final TreeMap<Long, Case> cases = new TreeMap<>();

  /** Those that were to have no replicas at the last tick. */
  private List<String> leaving = List.of();

  private int underWay;
  private int handOversLeft;
  private boolean awake;
  private boolean stopped;

  /** A group that may have something to be done. */
  private static final class Case {
    final long partition;
    long dueNanos;
    boolean underWay;

    /** Something happened: until then it is looked at again, however well it looks. */
    long watchUntilNanos;

    boolean whole;

    /** When it was seen whole first since it was not. Clocks may begin below zero. */
    long wholeSinceNanos;

    /** How often a node has refused to begin a replica since one was begun, or did not answer. */
    int refusals;

    Case(long partition, long dueNanos) {
      this.partition = partition;
      this.dueNanos = dueNanos;
    }
  }

  /**
   * Repairs the groups that a node leads.
   *
   * @param self the node's name
   * @param nodes how other nodes are asked to begin a replica
   * @param incarnation of a node that a group is shared with: 0 when it is not there, and another
   *     one when it is another process
   * @param silentNanos for how long a node has said nothing that a group is shared with; 0 for one
   *     that is there, and for any other
   * @param partitions the way to the system table
   * @param executor for this alone
   * @param problems gets a sentence for the operator about each thing that is wrong
   */
  public static Repairer of(
      String self,
      StorageNode node,
      Knowledge knowledge,
      Nodes nodes,
      ToLongFunction<String> incarnation,
      ToLongFunction<String> silentNanos,
      PartitionClient partitions,
      Clock clock,
      SerialExecutor executor,
      RepairOptions options,
      Marks marks,
      Consumer<String> problems) {
    Repairer repairer =
        new Repairer(
            node,
            knowledge,
            nodes,
            new Peers(self, incarnation, silentNanos, knowledge.placements(), clock),
            new PlacementReports(knowledge.placements(), partitions, executor),
            clock,
            executor,
            options,
            marks,
            problems);
    node.onLedChange(repairer::look);
    return repairer;
  }

  /**
   * @param nodes how other nodes are asked to begin a replica
   * @param peers which nodes are there
   * @param problems gets a sentence for the operator about each thing that is wrong
   */
  Repairer(
      StorageNode node,
      Knowledge knowledge,
      Nodes nodes,
      Peers peers,
      PlacementReports reports,
      Clock clock,
      SerialExecutor executor,
      RepairOptions options,
      Marks marks,
      Consumer<String> problems) {
    this.node = node;
    this.knowledge = knowledge;
    this.nodes = nodes;
    this.peers = peers;
    this.reports = reports;
    this.clock = clock;
    this.executor = executor;
    this.options = options;
    this.marks = marks;
    this.problems = problems;
  }

  /** Begins. Any thread. */
  public void start() {
    executor.execute(this::tick);
  }

  /** Begins nothing any more. Any thread. */
  public void stop() {
    executor.execute(() -> stopped = true);
  }

  /** Something happened to a group that is led here. Any thread. */
  public void look(long partition) {
    executor.execute(() -> add(partition, clock.nanos() + AT_ONCE));
  }

  private void add(long partition, long dueNanos) {
    Case one = cases.computeIfAbsent(partition, any -> new Case(partition, dueNanos));
    if (dueNanos - one.dueNanos < 0) {
      one.dueNanos = dueNanos;
    }
    one.watchUntilNanos = clock.nanos() + WATCH_NANOS;
    wakeSoon();
  }

  /** A case that is due need not wait for the tick. */
  private void wakeSoon() {
    if (!awake && !stopped) {
      awake = true;
      executor.schedule(AT_ONCE, this::work);
    }
  }

  private void tick() {
    if (stopped) {
      return;
    }
    handOversLeft = HAND_OVERS_MAX;
    List<String> changed =
        new ArrayList<>(
            peers.changed(knowledge.nodes().all().stream().map(NodeInfo::name).toList()));
    List<String> leave = knowledge.nodes().leaving();
    leave.stream().filter(name -> !leaving.contains(name)).forEach(changed::add);
    leaving = leave;
    if (!changed.isEmpty()) {
      for (long partition : node.hosted()) {
        ReplicationGroup group = node.group(partition);
        if (group != null && node.leads(partition) && concerns(group.membership(), changed)) {
          add(partition, clock.nanos() + AT_ONCE);
        }
      }
    }
    work();
    executor.schedule(TICK_NANOS, this::tick);
  }

  private static boolean concerns(Membership membership, List<String> changed) {
    for (List<Member> members : List.of(membership.voters(), membership.learners())) {
      for (Member member : members) {
        if (changed.contains(ReplicaName.nodeOf(member.name()))) {
          return true;
        }
      }
    }
    return false;
  }

  private void work() {
    awake = false;
    if (stopped) {
      return;
    }
    long now = clock.nanos();
    for (Case due : List.copyOf(cases.values())) {
      if (underWay >= UNDER_WAY_MAX) {
        return;
      }
      // A timer may be a little early by this clock.
      if (!due.underWay && due.dueNanos - now <= AT_ONCE / 2) {
        look(due);
      }
    }
  }

  private void look(Case one) {
    ReplicationGroup group = node.group(one.partition);
    if (group == null) {
      cases.remove(one.partition);
      return;
    }
    begin(one);
    // The first question is answered as of long ago, and has the answer renewed.
    group.status();
    group
        .executor()
        .execute(() -> {
          GroupStatus status = group.status();
          executor.execute(() -> decide(one, group, status));
        });
  }

  private void begin(Case one) {
    one.underWay = true;
    underWay++;
  }

  private void end(Case one, long waitNanos) {
    one.underWay = false;
    underWay--;
    one.dueNanos = clock.nanos() + waitNanos;
    if (waitNanos <= AT_ONCE) {
      wakeSoon();
    }
  }

  private void drop(Case one) {
    one.underWay = false;
    underWay--;
    cases.remove(one.partition, one);
  }

  private void decide(Case one, ReplicationGroup group, GroupStatus status) {
    if (stopped || status.role() != GroupStatus.Role.LEADER || status.members().isEmpty()) {
      drop(one);
      return;
    }
    if (!status.changing()) {
      reports.settled(status);
    }
    GroupView view = view(one, status);
    switch (RepairPlan.decide(view, peers.views(knowledge.nodes()), options)) {
      case RepairStep.Nothing nothing -> nothing(one, view, nothing.lookAgainNanos());
      case RepairStep.Add add -> host(one, group, status, add);
      case RepairStep.Convert convert -> convert(one, group, status, convert);
      case RepairStep.Change change -> change(one, group, change.next());
      case RepairStep.HandOver over -> handOver(one, group, over.to());
    }
  }

  /**
   * What is well says when that changes; what is not is looked at once in a while. Nobody says
   * anything of a member whose node is there without it: that shows a little later.
   */
  private void nothing(Case one, GroupView view, long lookAgainNanos) {
    if (clock.nanos() - one.watchUntilNanos < 0) {
      end(one, Math.min(lookAgainNanos, SECOND));
    } else if (view.wholeNanos() > 0 && lookAgainNanos >= RepairPlan.LOOK_AGAIN_MAX) {
      drop(one);
    } else {
      end(one, Math.min(lookAgainNanos, LOOK_AGAIN_NANOS));
    }
  }

  private GroupView view(Case one, GroupStatus status) {
    List<MemberView> members = new ArrayList<>();
    boolean whole = true;
    for (GroupStatus.MemberStatus member : status.members()) {
      String at = ReplicaName.nodeOf(member.name());
      // A leader that has just begun knows less of a member than its node knows of the member's.
      long silent = Math.max(member.silentNanos(), peers.silentFor(at));
      silent = silent < Peers.HEARD_NANOS ? 0 : silent;
      long stands = member.standsNanos() < Peers.HEARD_NANOS ? 0 : member.standsNanos();
      boolean lost = silent >= LOST_NANOS && peers.heardFor(at) >= LOST_NANOS;
      if (lost) {
        marks.hit(NodeBranch.REPLICA_LOST);
      }
      members.add(
          new MemberView(
              new Member(member.name(), member.kind()), silent, stands, lost, member.caughtUp()));
      boolean well = silent == 0 && stands == 0;
      whole &= !member.votes() || (member.kind() == Membership.Kind.STORAGE && well);
    }
    long now = clock.nanos();
    if (whole && !one.whole) {
      one.wholeSinceNanos = now;
    }
    one.whole = whole;
    return new GroupView(
        status.membership(),
        status.self(),
        status.changing(),
        members,
        whole ? Math.max(1, now - one.wholeSinceNanos) : 0);
  }

  /**
   * A node is asked under the same name until that is in a membership: it may have begun the
   * replica and its answer was lost. Until then nobody has counted on anything that is held under
   * that name.
   */
  private void host(Case one, ReplicationGroup group, GroupStatus status, RepairStep.Add add) {
    Placement placement =
        PlacementReports.placement(one.partition, Math.max(2, status.appliedIndex()), add.next());
    nodes.host(
        add.node(),
        placement,
        answer ->
            executor.execute(() -> {
              switch (answer) {
                case DONE -> {
                  one.refusals = 0;
                  change(one, group, add.next());
                }
                case NOT_DONE -> {
                  marks.hit(NodeBranch.HOST_NOT_DONE);
                  peers.notDone(add.node());
                  refused(one, group, status.membership(), add);
                }
                case NO_ANSWER -> {
                  marks.hit(NodeBranch.HOST_UNANSWERED);
                  one.refusals = 0;
                  peers.refused(add.node());
                  problems.accept(
                      "Node "
                          + add.node()
                          + " does not answer when asked to take a replica of partition "
                          + one.partition
                          + ": it is asked again later, or another is.");
                  end(one, AT_ONCE);
                }
              }
            }));
  }

  /**
   * A node that goes on refusing may hold another replica, which an earlier leader asked for, or
   * this one as another kind. No membership has it, so none leaves it out, until the name is given
   * up: then the node lets go of it.
   */
  private void refused(Case one, ReplicationGroup group, Membership now, RepairStep.Add add) {
    one.refusals++;
    if (one.refusals == REFUSALS_MAX) {
      marks.hit(NodeBranch.NAME_GIVEN_UP);
      Membership without =
          new Membership(now.voters(), now.learners(), add.next().lastGeneration());
      change(
          group,
          without,
          outcome -> {
            if (!(outcome instanceof ReplicationGroup.ChangeOutcome.Committed)) {
              one.refusals = 0;
            }
            changed(one, outcome);
          });
    } else {
      end(one, TICK_NANOS);
    }
  }

  /** The node is asked to begin, and again when the replica's store lacks nothing. */
  private void convert(
      Case one, ReplicationGroup group, GroupStatus status, RepairStep.Convert convert) {
    boolean copies =
        status.members().stream()
            .anyMatch(member -> member.name().equals(convert.replica()) && member.rebuilding());
    if (copies) {
      end(one, SECOND);
      return;
    }
    Placement placement =
        PlacementReports.placement(
            one.partition, Math.max(2, status.appliedIndex()), convert.next());
    nodes.host(
        convert.node(),
        placement,
        answer ->
            executor.execute(() -> {
              if (answer == Nodes.Answer.DONE) {
                marks.hit(NodeBranch.LOG_REPLICA_CONVERTED);
                change(one, group, convert.next());
              } else {
                end(one, SECOND);
              }
            }));
  }

  private void change(Case one, ReplicationGroup group, Membership next) {
    change(group, next, outcome -> changed(one, outcome));
  }

  private void change(
      ReplicationGroup group, Membership next, Consumer<ReplicationGroup.ChangeOutcome> changed) {
    group
        .executor()
        .execute(
            () -> group.change(next, outcome -> executor.execute(() -> changed.accept(outcome))));
  }

  private void changed(Case one, ReplicationGroup.ChangeOutcome outcome) {
    switch (outcome) {
      case ReplicationGroup.ChangeOutcome.Committed committed -> end(one, AT_ONCE);
      case ReplicationGroup.ChangeOutcome.Unknown lost -> end(one, AT_ONCE);
      // Something has changed since the look, or is about to.
      case ReplicationGroup.ChangeOutcome.Refused refused -> end(one, TICK_NANOS);
    }
  }

  private void handOver(Case one, ReplicationGroup group, String to) {
    if (handOversLeft == 0) {
      end(one, TICK_NANOS);
      return;
    }
    handOversLeft--;
    group
        .executor()
        .execute(() ->
            group.handOver(
                to,
                done ->
                    executor.execute(() -> {
                      one.whole = false;
                      end(one, SECOND);
                    })));
  }
}
