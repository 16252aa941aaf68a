package dev.stator.consensus.core;

import dev.stator.consensus.Membership;
import dev.stator.consensus.Membership.Member;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Who must agree: a quorum of the newest membership, and, as long as that is not known to be
 * committed, a quorum of the one before it as well.
 *
 * @param former null when the newest membership is enough
 */
record Electorate(Membership newest, @Nullable Membership former) {

  /** True when what holds for these members holds for every quorum that is needed. */
  boolean agrees(Predicate<String> holds) {
    return agree(newest, holds) && (former == null || agree(former, holds));
  }

  /** True when a quorum of the newest membership is for it, whatever the one before says. */
  boolean newestAgrees(Predicate<String> holds) {
    return agree(newest, holds);
  }

  /** The highest index that every needed quorum has. */
  long agreedIndex(ToLongFunction<String> index) {
    long agreed = agreed(newest, index);
    return former == null ? agreed : Math.min(agreed, agreed(former, index));
  }

  /** True for who votes in either. */
  boolean votes(String name) {
    return newest.votes(name) || (former != null && former.votes(name));
  }

  /**
   * True for a voting storage replica of either: as long as the newest membership may yet be lost,
   * or has none of its own up to date, those of the one before lead it to its end.
   */
  boolean mayStand(String name) {
    return newest.mayStand(name) || (former != null && former.mayStand(name));
  }

  /** True when nobody else has a vote. */
  boolean alone(String self) {
    return newest.voters().size() == 1
        && newest.votes(self)
        && (former == null || (former.voters().size() == 1 && former.votes(self)));
  }

  /** The voters of both but one; those of the newest first. */
  List<String> otherVoters(String self) {
    List<String> others = newest.otherVoters(self);
    if (former != null) {
      addMissing(others, former.voters(), self);
    }
    return others;
  }

  /** All members of both but one: voters first, then learners. */
  List<String> otherMembers(String self) {
    List<String> others = otherVoters(self);
    addMissing(others, newest.learners(), self);
    if (former != null) {
      addMissing(others, former.learners(), self);
    }
    return others;
  }

  private static void addMissing(List<String> names, List<Member> members, String self) {
    for (Member member : members) {
      if (!member.name().equals(self) && !names.contains(member.name())) {
        names.add(member.name());
      }
    }
  }

  private static boolean agree(Membership membership, Predicate<String> holds) {
    int count = 0;
    for (Member voter : membership.voters()) {
      if (holds.test(voter.name())) {
        count++;
      }
    }
    return count >= membership.quorum();
  }

  private static long agreed(Membership membership, ToLongFunction<String> index) {
    List<Member> voters = membership.voters();
    long[] indexes = new long[voters.size()];
    for (int i = 0; i < indexes.length; i++) {
      indexes[i] = index.applyAsLong(voters.get(i).name());
    }
    Arrays.sort(indexes);
    return indexes[indexes.length - membership.quorum()];
  }
}
