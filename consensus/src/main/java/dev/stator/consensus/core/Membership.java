package dev.stator.consensus.core;

import java.util.ArrayList;
import java.util.List;

/**
 * Who belongs to a group. Data, not behaviour: the core takes its quorum from whatever membership
 * is in force.
 *
 * @param voters all members that vote, each name once, at least one of them a storage replica
 */
public record Membership(List<Member> voters) {
  /** The most members that a group may have; bounds every list that travels. */
  public static final int VOTERS_MAX = 16;

  public Membership {
    voters = List.copyOf(voters);
    if (voters.isEmpty() || voters.size() > VOTERS_MAX) {
      throw new IllegalArgumentException("a group has 1 to " + VOTERS_MAX + " voters");
    }
    if (voters.stream().map(Member::name).distinct().count() != voters.size()) {
      throw new IllegalArgumentException("a member is named twice in " + voters);
    }
    if (voters.stream().noneMatch(m -> m.kind() == Kind.STORAGE)) {
      throw new IllegalArgumentException("no storage replica in " + voters);
    }
  }

  /** A group whose members are all storage replicas. */
  public static Membership storage(String... names) {
    List<Member> members = new ArrayList<>();
    for (String name : names) {
      members.add(new Member(name, Kind.STORAGE));
    }
    return new Membership(members);
  }

  /** How many members must agree. */
  public int quorum() {
    return voters.size() / 2 + 1;
  }

  public boolean contains(String name) {
    for (Member voter : voters) {
      if (voter.name().equals(name)) {
        return true;
      }
    }
    return false;
  }

  /** True for a storage replica: only these stand for election, lead and serve. */
  public boolean mayStand(String name) {
    for (Member voter : voters) {
      if (voter.name().equals(name)) {
        return voter.kind() == Kind.STORAGE;
      }
    }
    return false;
  }

  /** All voters but one, in the order of the membership. */
  public List<String> others(String self) {
    List<String> others = new ArrayList<>(voters.size());
    for (Member voter : voters) {
      if (!voter.name().equals(self)) {
        others.add(voter.name());
      }
    }
    return others;
  }

  /** What a member holds. */
  public enum Kind {
    /** Log and data: may stand, lead and serve. */
    STORAGE,
    /** Log only: a pure acceptor, which votes and never leads. */
    LOG
  }

  /**
   * One member.
   *
   * @param name the name of its node
   */
  public record Member(String name, Kind kind) {
    public Member {
      if (name.isEmpty()) {
        throw new IllegalArgumentException("a member needs a name");
      }
    }
  }
}
