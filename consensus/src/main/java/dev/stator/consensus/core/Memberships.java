package dev.stator.consensus.core;

import dev.stator.base.Check;
import dev.stator.consensus.Membership;
import java.util.ArrayList;
import java.util.List;

/**
 * The memberships in a member's log, oldest first: at least one that is committed for certain (what
 * the store was opened with, or what was applied since), and those after it.
 *
 * <p>A membership entry that repeats the one before it settles it: it was appended when that one
 * was committed, so a log that holds the repetition knows.
 */
final class Memberships {
  private final List<InForce> list = new ArrayList<>();
  private Electorate electorate;

  /** A membership, from its index on; {@code settles} when it says that it was committed before. */
  private record InForce(long index, Membership membership, boolean settles) {}

  /**
   * @param baseIndex what the store holds
   * @param base in force there
   * @param after membership entries of the log after that, in order
   */
  Memberships(long baseIndex, Membership base, List<GroupCore.MembershipAt> after, long commit) {
    // What a group began with, or what has one member only, needs nobody else to know.
    list.add(new InForce(baseIndex, base, baseIndex == 0 || base.size() == 1));
    for (GroupCore.MembershipAt entry : after) {
      add(entry.index(), entry.membership());
    }
    electorate = electorateAt(commit);
  }

  Electorate electorate() {
    return electorate;
  }

  Membership newest() {
    return list.getLast().membership;
  }

  long newestIndex() {
    return list.getLast().index;
  }

  /** What is in force at an index that the state machine was given, or was opened with. */
  Membership at(long index) {
    for (int i = list.size() - 1; i > 0; i--) {
      if (list.get(i).index <= index) {
        return list.get(i).membership;
      }
    }
    return list.getFirst().membership;
  }

  /** True when the newest one says that it was committed before. */
  boolean newestSettles() {
    return list.getLast().settles;
  }

  void appended(long index, Membership membership, long commit) {
    Check.that(index > newestIndex(), "memberships come in the order of the log");
    add(index, membership);
    electorate = electorateAt(commit);
  }

  /** True when that took a membership back. */
  boolean truncatedFrom(long index, long commit) {
    int before = list.size();
    while (list.size() > 1 && list.getLast().index >= index) {
      list.removeLast();
    }
    electorate = electorateAt(commit);
    return list.size() < before;
  }

  /** True when who must agree has changed by it. */
  boolean committed(long commit) {
    if (electorate.former() == null || commit < newestIndex()) {
      return false;
    }
    electorate = electorateAt(commit);
    return true;
  }

  /** Forgets what nobody asks for any more. */
  void applied(long index) {
    while (list.size() > 1 && list.get(1).index <= index) {
      list.removeFirst();
    }
  }

  /** The log begins anew after an index. */
  void reset(long index, Membership membership) {
    list.clear();
    list.add(new InForce(index, membership, false));
    electorate = new Electorate(membership, null);
  }

  private void add(long index, Membership membership) {
    list.add(new InForce(index, membership, membership.equals(newest())));
  }

  private Electorate electorateAt(long commit) {
    Membership newest = newest();
    if (newestIndex() <= commit || list.size() == 1 || newestSettles()) {
      return new Electorate(newest, null);
    }
    return new Electorate(newest, list.get(list.size() - 2).membership);
  }
}
