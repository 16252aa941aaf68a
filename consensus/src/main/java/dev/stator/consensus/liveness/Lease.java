package dev.stator.consensus.liveness;

import dev.stator.base.Clock;
import dev.stator.consensus.liveness.Grounds.Confirmed;
import dev.stator.consensus.liveness.Grounds.Quorum;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A group's lease, as any thread may ask for it: a few reads of memory, no lock. The group's core
 * says what it rests on; the node's liveness takes members out before the core has heard of it.
 */
public final class Lease {
  private static final int MARKS_MAX = 8;

  private volatile @Nullable Grounds grounds;
  private volatile List<Mark> marks = List.of();
  private long lastMark;

  /** On the group's executor: what the lease rests on from now on, or that there is none. */
  public void publish(@Nullable Grounds newGrounds) {
    grounds = newGrounds;
  }

  /**
   * A member there has left a term: nothing counts that it confirmed up to a moment.
   *
   * @return the number of this mark
   */
  public synchronized long mark(String node, long term, long atNanos) {
    lastMark++;
    if (marks.size() < MARKS_MAX) {
      List<Mark> more = new ArrayList<>(marks);
      more.add(new Mark(lastMark, node, term, atNanos));
      marks = List.copyOf(more);
    } else {
      // The group's executor stands still. Nobody counts until it has caught up.
      marks = List.of(new Mark(lastMark, "", Mark.ANY_TERM, atNanos));
    }
    return lastMark;
  }

  /** What was published last knows of all marks up to this one. */
  public synchronized void unmark(long number) {
    List<Mark> left = new ArrayList<>();
    for (Mark mark : marks) {
      if (mark.number > number) {
        left.add(mark);
      }
    }
    marks = List.copyOf(left);
  }

  /** True when the lease holds at some moment during this call. */
  public boolean holds(Clock clock) {
    Grounds now = grounds;
    if (now == null) {
      return false;
    }
    if (now.alone()) {
      return true;
    }
    long nanos = clock.nanos();
    List<Quorum> quorums = now.quorums();
    for (int i = 0; i < quorums.size(); i++) {
      if (!isSupported(quorums.get(i), now.term(), nanos)) {
        return false;
      }
    }
    // A mark goes only after other grounds are there.
    return grounds == now;
  }

  private boolean isSupported(Quorum quorum, long term, long nowNanos) {
    List<Confirmed> members = quorum.confirmed();
    int missing = quorum.needed();
    for (int i = 0; i < members.size() && missing > 0; i++) {
      Confirmed member = members.get(i);
      // In this order: a pong that brought a mark counts only after the mark is there.
      if (member.counts(nowNanos) && !isMarked(member, term)) {
        missing--;
      }
    }
    return missing <= 0;
  }

  private boolean isMarked(Confirmed member, long term) {
    List<Mark> now = marks;
    for (int i = 0; i < now.size(); i++) {
      if (now.get(i).voids(member, term)) {
        return true;
      }
    }
    return false;
  }

  /** A withdrawal that the core has not seen yet. */
  private record Mark(long number, String node, long term, long atNanos) {
    private static final long ANY_TERM = -1;

    boolean voids(Confirmed member, long ofTerm) {
      return term == ANY_TERM
          || (term == ofTerm
              && member.sentNanos() - atNanos <= 0
              && node.equals(member.peer().node()));
    }
  }
}
