package dev.stator.consensus;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who belongs to a group. Data, not behaviour: the core takes its quorums from the memberships that
 * are in force.
 *
 * @param voters all members that vote, at least one of them a storage replica
 * @param learners members that get the log and do not vote; no name is in both lists, or twice
 * @param lastGeneration the highest generation that was given out in this group; the next replica
 *     made from nothing gets the one after it
 */
public record Membership(List<Member> voters, List<Member> learners, int lastGeneration) {
  /** The most members that a group may have; bounds every list that travels. */
  public static final int MEMBERS_MAX = 16;

  public Membership {
    voters = List.copyOf(voters);
    learners = List.copyOf(learners);
    if (voters.isEmpty() || voters.size() + learners.size() > MEMBERS_MAX) {
      throw new IllegalArgumentException("a group has 1 to " + MEMBERS_MAX + " members");
    }
    List<String> names = new ArrayList<>();
    voters.forEach(member -> names.add(member.name()));
    learners.forEach(member -> names.add(member.name()));
    if (names.stream().distinct().count() != names.size()) {
      throw new IllegalArgumentException("a member is named twice in " + names);
    }
    if (voters.stream().noneMatch(m -> m.kind() == Kind.STORAGE)) {
      throw new IllegalArgumentException("no storage replica in " + voters);
    }
    for (String name : names) {
      if (ReplicaName.generationOf(name) > lastGeneration) {
        throw new IllegalArgumentException(
            name + " has a generation that was not given out: the last was " + lastGeneration);
      }
    }
  }

  /** A group whose members are all storage replicas and vote. */
  public static Membership storage(String... names) {
    List<Member> members = new ArrayList<>();
    int lastGeneration = 0;
    for (String name : names) {
      members.add(new Member(name, Kind.STORAGE));
      lastGeneration = Math.max(lastGeneration, ReplicaName.generationOf(name));
    }
    return new Membership(members, List.of(), lastGeneration);
  }

  /** Voters and learners. */
  public int size() {
    return voters.size() + learners.size();
  }

  /** The names of all voters, then of all learners. */
  public List<String> memberNames() {
    List<String> names = new ArrayList<>(size());
    voters.forEach(member -> names.add(member.name()));
    learners.forEach(member -> names.add(member.name()));
    return names;
  }

  /** How many voters must agree. */
  public int quorum() {
    return voters.size() / 2 + 1;
  }

  /** True for voters and learners. */
  public boolean contains(String name) {
    return find(voters, name) != null || find(learners, name) != null;
  }

  public boolean votes(String name) {
    return find(voters, name) != null;
  }

  /** The voter or learner of this name. */
  public @Nullable Member member(String name) {
    Member voter = find(voters, name);
    return voter != null ? voter : find(learners, name);
  }

  /** True for a voting storage replica: only these stand for election, lead and serve. */
  public boolean mayStand(String name) {
    Member voter = find(voters, name);
    return voter != null && voter.kind() == Kind.STORAGE;
  }

  /** All voters but one, in the order of the membership. */
  public List<String> otherVoters(String self) {
    List<String> others = new ArrayList<>(voters.size());
    for (Member voter : voters) {
      if (!voter.name().equals(self)) {
        others.add(voter.name());
      }
    }
    return others;
  }

  private static @Nullable Member find(List<Member> members, String name) {
    for (Member member : members) {
      if (member.name().equals(name)) {
        return member;
      }
    }
    return null;
  }

  /** What a member holds. Travels and is kept on disk by {@link MembershipCodec1}. */
  public enum Kind {
    /** Log and data: may stand, lead and serve. */
    STORAGE,
    /** Log only: a pure acceptor, which votes and never leads. */
    LOG
  }

  /**
   * One member.
   *
   * @param name its replica name, see {@link ReplicaName}; at most 255 bytes of UTF-8
   */
  public record Member(String name, Kind kind) {
    public Member {
      if (name.isEmpty()) {
        throw new IllegalArgumentException("a member needs a name");
      }
    }
  }
}
