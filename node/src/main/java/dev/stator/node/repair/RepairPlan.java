package dev.stator.node.repair;

import dev.stator.consensus.Membership;
import dev.stator.consensus.Membership.Kind;
import dev.stator.consensus.Membership.Member;
import dev.stator.consensus.ReplicaName;
import dev.stator.node.repair.GroupView.MemberView;
import dev.stator.node.repair.GroupView.NodeView;
import dev.stator.node.repair.RepairStep.Add;
import dev.stator.node.repair.RepairStep.Change;
import dev.stator.node.repair.RepairStep.Convert;
import dev.stator.node.repair.RepairStep.HandOver;
import dev.stator.node.repair.RepairStep.Nothing;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a group needs next. The number of voters stays as it is: a voter is only ever replaced, in
 * one change, and the one that comes in has caught up.
 *
 * <ol>
 *   <li>A voter that is silent, or does not get on, is stood in for by a log replica, and stays as
 *       a learner. No more than a minority of the voters are log replicas, or entries would be on
 *       too few disks for ever.
 *   <li>A storage learner that has caught up takes such a voter's place, which stays as a learner,
 *       or else a log replica's.
 *   <li>A storage replica that is lost, or not well for long, is rebuilt: on its own node when that
 *       is there, else on a free one, of its zone first. Where a log replica has the zone's only
 *       node, or the only one that is left, a storage replica is made of it, which votes meanwhile.
 *       One on a node that is to leave the cluster is replaced while it still serves.
 *   <li>When every voter is a storage replica that is well, learners go.
 *   <li>Then the lead goes back to the first voter.
 * </ol>
 */
public final class RepairPlan {
  private static final long SECOND = 1_000_000_000L;

  /** No longer than this may a group be left alone; one that is well, until something happens. */
  public static final long LOOK_AGAIN_MAX = 60 * SECOND;

  /** How often to look while something is on its way that says nothing when it is done. */
  private static final long SOON = SECOND / 10;

  /** The rank of a node in a zone that another voter stands in. */
  private static final int TAKEN = 2;

  private final GroupView group;
  private final Membership membership;
  private final List<NodeView> nodes;
  private final RepairOptions options;

  private RepairPlan(GroupView group, List<NodeView> nodes, RepairOptions options) {
    this.group = group;
    this.membership = group.membership();
    this.nodes = nodes;
    this.options = options;
  }

  /**
   * Decides.
   *
   * @param nodes all nodes of the cluster, in an order that is the same each time
   */
  public static RepairStep decide(GroupView group, List<NodeView> nodes, RepairOptions options) {
    return new RepairPlan(group, nodes, options).decide();
  }

  private RepairStep decide() {
    if (group.changing()) {
      return new Nothing(SOON);
    }
    RepairStep step = takeBack();
    if (step == null) {
      step = standIn();
    }
    if (step == null) {
      step = rebuild();
    }
    if (step == null) {
      step = tidy();
    }
    if (step == null) {
      step = balance();
    }
    return step == null ? new Nothing(lookAgainNanos()) : step;
  }

  /**
   * A storage learner that is ready takes the place of a storage voter that is not well, or else of
   * a log replica, or of one whose node is to leave: so the quorum is whole at once where another
   * voter has gone meanwhile. For want of another, one whose node is to leave does: it may be that
   * the log replica has the only place where its successor can be.
   */
  private @Nullable RepairStep takeBack() {
    MemberView ready = learner(m -> m.stores() && stays(m) && m.caughtUp());
    boolean remains = ready != null;
    if (ready == null) {
      ready = learner(m -> m.stores() && well(m) && m.caughtUp());
    }
    if (ready == null) {
      return null;
    }
    MemberView goes = voter(m -> m.stores() && !well(m));
    if (goes == null) {
      goes = voter(m -> !m.stores());
    }
    if (goes == null && remains) {
      goes = voter(m -> !stays(m));
    }
    return goes == null
        ? null
        : new Change(
            replaced(goes.member(), ready.member(), mayComeBack(goes)),
            ready.name() + " has caught up and takes the place of " + goes.name());
  }

  private boolean mayComeBack(MemberView voter) {
    return voter.stores() && !voter.lost() && !longGone(voter) && !leaves(voter);
  }

  private @Nullable RepairStep standIn() {
    for (MemberView voter : voters()) {
      boolean serves = voter.stores() ? well(voter) : stays(voter);
      if (serves || (voter.stores() && logVoters() >= minority())) {
        continue;
      }
      MemberView standIn = learner(m -> !m.stores() && stays(m));
      if (standIn == null) {
        RepairStep add = add(Kind.LOG, freeNode(zone(voter.node()), false));
        if (add != null) {
          return add;
        }
      } else if (standIn.caughtUp()) {
        return new Change(
            replaced(voter.member(), standIn.member(), voter.stores()),
            standIn.name() + " stands in for " + voter.name());
      } else {
        return new Nothing(SOON);
      }
    }
    return null;
  }

  /** Makes a new storage replica in place of one that will not come back soon, if at all. */
  private @Nullable RepairStep rebuild() {
    if (whole()) {
      return null;
    }
    if (learner(m -> m.stores() && stays(m)) != null) {
      // It is being caught up, and will tell when it is.
      return new Nothing(SECOND);
    }
    for (MemberView member : group.members()) {
      boolean gone = member.lost() || longGone(member) || leaves(member);
      if (!member.stores() || !gone || hasSuccessor(member)) {
        continue;
      }
      boolean replacedAlready = logVoters() == 0 && !membership.votes(member.name());
      if (replacedAlready) {
        continue;
      }
      RepairStep step = rebuild(member);
      if (step != null) {
        return step;
      }
    }
    MemberView log = voter(m -> !m.stores());
    if (log == null || learner(m -> m.stores() && !leaves(m)) != null) {
      return null;
    }
    // A log replica keeps nobody's place: its group lacks a copy that it has to get.
    String free = freeNode(zone(log.node()), true);
    return stays(log) && (free == null || isTaken(free, zone(log.node())))
        ? convert(log)
        : add(Kind.STORAGE, free);
  }

  private @Nullable RepairStep rebuild(MemberView gone) {
    NodeView own = node(gone.node());
    if (gone.lost() && own != null && own.alive() && !own.leaving()) {
      return add(Kind.STORAGE, own.name());
    }
    String zone = zone(gone.node());
    String free = freeNode(zone, true);
    boolean serves = leaves(gone) && well(gone);
    if (free != null && serves && isTaken(free, zone)) {
      // What serves in its zone is not given up for less.
      free = null;
    }
    if (free == null || !zone.equals(zone(free))) {
      MemberView log = voter(m -> !m.stores() && zone.equals(zone(m.node())) && stays(m));
      if (log == null && free == null && !serves) {
        log = voter(m -> !m.stores() && stays(m));
      }
      if (log != null) {
        return convert(log);
      }
    }
    if (free == null
        && gone.lost()
        && own != null
        && own.alive()
        && learner(m -> m.stores() && well(m)) == null) {
      // On a node that is to leave, for want of another.
      free = own.name();
    }
    return add(Kind.STORAGE, free);
  }

  /** Learners that nobody needs any more. */
  private @Nullable RepairStep tidy() {
    List<Member> kept = new ArrayList<>(membership.learners());
    kept.removeIf(member -> needless(view(member)));
    return kept.size() == membership.learners().size()
        ? null
        : new Change(
            new Membership(membership.voters(), kept, membership.lastGeneration()),
            "learners are needed no more");
  }

  private boolean needless(MemberView learner) {
    if (whole()) {
      return true;
    }
    // Whoever waits for a voter's node to be rid of it does not need a stand-in, which may hold the
    // only place where that voter's successor can be.
    return learner.stores()
        ? learner.lost() && (logVoters() == 0 || hasSuccessor(learner))
        : !well(learner) || voters().stream().allMatch(voter -> voter.stores() && well(voter));
  }

  /** It is lost, and another has been made on its node. */
  private boolean hasSuccessor(MemberView lost) {
    return lost.lost()
        && group.members().stream()
            .anyMatch(m -> m.stores() && !m.lost() && m.node().equals(lost.node()));
  }

  private @Nullable RepairStep balance() {
    Member first = membership.voters().getFirst();
    return !first.name().equals(group.self())
            && group.wholeNanos() >= options.balanceAfterNanos()
            && !leaves(view(first))
            && view(first).caughtUp()
        ? new HandOver(first.name())
        : null;
  }

  private long lookAgainNanos() {
    long wait = LOOK_AGAIN_MAX;
    for (MemberView member : group.members()) {
      wait = Math.min(wait, left(member.silentNanos(), options.logReplicaAfterNanos()));
      wait = Math.min(wait, left(member.standsNanos(), options.standstillAfterNanos()));
    }
    if (voters().stream().anyMatch(this::leaves)) {
      // Somebody may come who can take its place.
      wait = Math.min(wait, 5 * SECOND);
    }
    if (!membership.voters().getFirst().name().equals(group.self())) {
      wait = Math.min(wait, Math.max(SECOND, options.balanceAfterNanos() - group.wholeNanos()));
    }
    return wait;
  }

  /** How long to wait until something has lasted so long, or for its being taken for lost. */
  private long left(long sinceNanos, long limitNanos) {
    long limit = sinceNanos < limitNanos ? limitNanos : options.rebuildAfterNanos();
    return sinceNanos > 0 && sinceNanos < limit ? limit - sinceNanos : Long.MAX_VALUE;
  }

  private boolean whole() {
    return voters().stream().allMatch(voter -> voter.stores() && stays(voter));
  }

  /** It is well and may remain. */
  private boolean stays(MemberView member) {
    return well(member) && !leaves(member);
  }

  private boolean leaves(MemberView member) {
    NodeView node = node(member.node());
    return node != null && node.leaving();
  }

  private boolean well(MemberView member) {
    return !member.lost()
        && member.silentNanos() < options.logReplicaAfterNanos()
        && member.standsNanos() < options.standstillAfterNanos();
  }

  private boolean longGone(MemberView member) {
    long nanos = Math.max(member.silentNanos(), member.standsNanos());
    return nanos >= options.rebuildAfterNanos();
  }

  /** How many voters may be log replicas. */
  private int minority() {
    return membership.voters().size() - membership.quorum();
  }

  private long logVoters() {
    return membership.voters().size() - storageVoters();
  }

  private long storageVoters() {
    return membership.voters().stream().filter(voter -> voter.kind() == Kind.STORAGE).count();
  }

  private List<MemberView> voters() {
    return membership.voters().stream().map(this::view).toList();
  }

  private @Nullable MemberView voter(Predicate<MemberView> which) {
    return voters().stream().filter(which).findFirst().orElse(null);
  }

  private @Nullable MemberView learner(Predicate<MemberView> which) {
    return membership.learners().stream().map(this::view).filter(which).findFirst().orElse(null);
  }

  /** A member of which nothing is known yet has just come. */
  private MemberView view(Member member) {
    return group.members().stream()
        .filter(known -> known.name().equals(member.name()))
        .findFirst()
        .orElse(new MemberView(member, 0, 0, false, false));
  }

  private @Nullable NodeView node(String name) {
    return nodes.stream().filter(node -> node.name().equals(name)).findFirst().orElse(null);
  }

  /** The zone of a node; empty when the node is not known, which is then like no other. */
  private String zone(String node) {
    NodeView known = node(node);
    return known == null ? "" : known.zone();
  }

  private Membership replaced(Member out, Member in, boolean stays) {
    List<Member> voters = new ArrayList<>(membership.voters());
    voters.set(voters.indexOf(out), in);
    List<Member> learners = new ArrayList<>(membership.learners());
    learners.remove(in);
    if (stays) {
      learners.add(out);
    }
    return new Membership(voters, learners, membership.lastGeneration());
  }

  private RepairStep convert(MemberView log) {
    List<Member> voters = new ArrayList<>(membership.voters());
    voters.set(voters.indexOf(log.member()), new Member(log.name(), Kind.STORAGE));
    return new Convert(
        log.node(),
        log.name(),
        new Membership(voters, membership.learners(), membership.lastGeneration()));
  }

  private @Nullable RepairStep add(Kind kind, @Nullable String node) {
    if (node == null
        || membership.voters().size() + membership.learners().size() >= Membership.MEMBERS_MAX) {
      return null;
    }
    int generation = membership.lastGeneration() + 1;
    Member learner = new Member(ReplicaName.of(node, generation), kind);
    List<Member> learners = new ArrayList<>(membership.learners());
    learners.add(learner);
    return new Add(node, learner, new Membership(membership.voters(), learners, generation));
  }

  /**
   * The best node that is alive and has no member: of the zone asked for, then of one that no voter
   * stands in, then any; the one with the fewest replicas among equals.
   *
   * @param dataStays whether only a zone without another storage voter will do, when there is one
   */
  private @Nullable String freeNode(String zone, boolean dataStays) {
    NodeView best = null;
    for (NodeView node : nodes) {
      if (node.alive()
          && !node.leaving()
          && !hasMember(node.name())
          && (best == null || worse(best, node, zone, dataStays))) {
        best = node;
      }
    }
    return best == null ? null : best.name();
  }

  private boolean worse(NodeView best, NodeView other, String zone, boolean dataStays) {
    int rank = rank(best, zone, dataStays) - rank(other, zone, dataStays);
    return rank > 0 || (rank == 0 && best.replicas() > other.replicas());
  }

  private boolean isTaken(String name, String zone) {
    NodeView node = node(name);
    return node == null || rank(node, zone, true) == TAKEN;
  }

  private int rank(NodeView node, String zone, boolean dataStays) {
    if (node.zone().equals(zone)) {
      return 0;
    }
    boolean taken =
        voters().stream()
            .anyMatch(voter ->
                (voter.stores() || !dataStays)
                    && well(voter)
                    && zone(voter.node()).equals(node.zone()));
    return taken ? TAKEN : 1;
  }

  private boolean hasMember(String node) {
    return group.members().stream().anyMatch(member -> member.node().equals(node))
        || membership.voters().stream().anyMatch(m -> ReplicaName.nodeOf(m.name()).equals(node))
        || membership.learners().stream().anyMatch(m -> ReplicaName.nodeOf(m.name()).equals(node));
  }
}
