package dev.stator.consensus.sim;

import static dev.stator.consensus.sim.SimCluster.MILLIS;

import dev.stator.base.RandomSource;
import dev.stator.consensus.GroupStatus;
import dev.stator.consensus.GroupStatus.MemberStatus;
import dev.stator.consensus.Membership;
import dev.stator.consensus.Membership.Kind;
import dev.stator.consensus.Membership.Member;
import dev.stator.consensus.ReplicaName;
import dev.stator.consensus.ReplicationGroup.ChangeOutcome;
import java.util.ArrayList;
import java.util.List;

/** Asks leaders for changes of membership at random, and makes and drops replicas accordingly. */
final class Changes {
  private static final int MEMBERS_MAX = 6;

  private final SimCluster cluster;
  private final RandomSource random;
  private boolean changing = true;
  private long committed;
  private long unknown;

  Changes(SimCluster cluster) {
    this.cluster = cluster;
    this.random = cluster.random.fork();
  }

  void begin() {
    changeSome();
    reconcile();
  }

  /** Lets memberships be; replicas go on being made and dropped. */
  void end() {
    changing = false;
  }

  long committed() {
    return committed;
  }

  long unknown() {
    return unknown;
  }

  private void changeSome() {
    cluster.simulation.after(
        (10 + random.nextInt(150)) * MILLIS,
        () -> {
          if (changing) {
            for (long group : cluster.groups()) {
              change(group);
            }
            changeSome();
          }
        });
  }

  private void change(long group) {
    Replica leader = cluster.leading(group);
    if (leader == null) {
      return;
    }
    leader
        .group()
        .executor()
        .execute(() -> {
          GroupStatus status = leader.group().status();
          Membership next = status.changing() ? null : next(status);
          if (next != null && leader.leading()) {
            leader.group().change(next, this::count);
            cluster.changing(leader, next);
          }
        });
  }

  private void count(ChangeOutcome outcome) {
    switch (outcome) {
      case ChangeOutcome.Committed done -> committed++;
      case ChangeOutcome.Unknown lost -> unknown++;
      case ChangeOutcome.Refused refused -> {
        // The status it was based on was old.
      }
    }
  }

  private Membership next(GroupStatus status) {
    List<Member> voters = new ArrayList<>(status.membership().voters());
    List<Member> learners = new ArrayList<>(status.membership().learners());
    int generation = status.membership().lastGeneration();
    List<Member> ready = new ArrayList<>();
    for (MemberStatus member : status.members()) {
      if (!member.votes() && member.caughtUp()) {
        ready.add(new Member(member.name(), member.kind()));
      }
    }
    int choice = random.nextInt(10);
    if (choice < 3 && voters.size() + learners.size() < MEMBERS_MAX) {
      String node = cluster.names.get(random.nextInt(cluster.names.size()));
      if (hasNode(status.membership(), node)) {
        return null;
      }
      generation++;
      learners.add(
          new Member(
              ReplicaName.of(node, generation), random.chance(0.35) ? Kind.LOG : Kind.STORAGE));
    } else if (choice < 8 && !ready.isEmpty()) {
      for (Member member : ready) {
        learners.remove(member);
        voters.add(member);
        if (voters.size() > 3 || random.chance(0.2)) {
          leave(voters, learners);
        }
        if (random.chance(0.5)) {
          break;
        }
      }
    } else if (choice == 8 && !learners.isEmpty()) {
      learners.remove(random.nextInt(learners.size()));
    } else if (choice == 9 && voters.size() > 2) {
      leave(voters, learners);
    } else {
      return null;
    }
    if (voters.stream().noneMatch(voter -> voter.kind() == Kind.STORAGE)
        || (storage(voters) + storage(learners) < 2
            && voters.stream().anyMatch(voter -> voter.kind() == Kind.LOG))) {
      return null;
    }
    return new Membership(voters, learners, generation);
  }

  private static long storage(List<Member> members) {
    return members.stream().filter(member -> member.kind() == Kind.STORAGE).count();
  }

  private void leave(List<Member> voters, List<Member> learners) {
    Member leaving = voters.remove(random.nextInt(voters.size()));
    if (random.chance(0.4)) {
      learners.add(leaving);
    }
  }

  static boolean hasNode(Membership membership, String node) {
    return membership.voters().stream().anyMatch(m -> ReplicaName.nodeOf(m.name()).equals(node))
        || membership.learners().stream().anyMatch(m -> ReplicaName.nodeOf(m.name()).equals(node));
  }

  /** Makes what a settled membership has and drops what it has not. */
  private void reconcile() {
    for (long group : cluster.groups()) {
      Replica leader = cluster.leading(group);
      if (leader != null) {
        GroupStatus status = leader.group().status();
        if (status.role() == GroupStatus.Role.LEADER && !status.changing()) {
          cluster.place(group, status.membership(), random);
        }
      }
    }
    cluster.simulation.after((20 + random.nextInt(100)) * MILLIS, this::reconcile);
  }
}
