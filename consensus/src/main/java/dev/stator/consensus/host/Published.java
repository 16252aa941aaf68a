package dev.stator.consensus.host;

import dev.stator.base.Clock;
import dev.stator.consensus.GroupStatus;
import dev.stator.consensus.Membership;
import dev.stator.consensus.core.GroupCore;
import dev.stator.consensus.liveness.Lease;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What any thread may see of a group: as of its last step, but for the status, which is made when
 * somebody has asked.
 */
final class Published {
  private final GroupCore core;
  private final Clock clock;
  private final Lease lease = new Lease();
  private final AtomicBoolean statusAsked = new AtomicBoolean();
  private volatile boolean leads;
  private volatile long ledTerm;
  private volatile @Nullable String leader;
  private volatile Membership membership;
  private volatile GroupStatus status;
  private boolean followerStands;

  Published(GroupCore core, Clock clock) {
    this.core = core;
    this.clock = clock;
    this.membership = core.membership();
    this.status = core.status(clock.nanos());
  }

  /**
   * On the group's executor, after each step.
   *
   * @return whether a follower has begun to stand still, or has ended that
   */
  boolean update() {
    lease.publish(core.leaseGrounds());
    leads = core.leads();
    ledTerm = core.isLeader() ? core.term() : 0;
    String known = core.leader();
    leader = known == null ? core.successor(clock.nanos()) : known;
    membership = core.membership();
    boolean stood = followerStands;
    followerStands = core.followerStands();
    return stood != followerStands;
  }

  /** The member leads no more, and follows nobody. */
  void end() {
    lease.publish(null);
    leads = false;
    ledTerm = 0;
    leader = null;
  }

  Lease lease() {
    return lease;
  }

  boolean leads() {
    return leads;
  }

  long ledTerm() {
    return ledTerm;
  }

  @Nullable String leader() {
    return leader;
  }

  Membership membership() {
    return membership;
  }

  /**
   * The status as it was made last, and one more is made.
   *
   * @param executor the group's
   */
  GroupStatus status(Executor executor) {
    if (statusAsked.compareAndSet(false, true)) {
      executor.execute(this::refreshStatus);
    }
    return status;
  }

  private void refreshStatus() {
    statusAsked.set(false);
    status = core.status(clock.nanos());
  }
}
