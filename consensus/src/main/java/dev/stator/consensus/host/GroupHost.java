package dev.stator.consensus.host;

import dev.stator.base.Clock;
import dev.stator.base.Network;
import dev.stator.base.RandomSource;
import dev.stator.base.Scheduler;
import dev.stator.consensus.ReplicationGroup;
import dev.stator.consensus.StateMachine;
import dev.stator.consensus.core.Membership;
import dev.stator.consensus.wire.MessageCodec1;
import dev.stator.storage.wal.SharedLog;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

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

  private final Scheduler scheduler;
  private final RandomSource random;
  // Only looked up by key, never walked over.
  private final Map<Long, GroupRunner> groups = new ConcurrentHashMap<>();

  /**
   * @param self this node's name, as it stands in memberships
   * @param fatal hears of what a group cannot survive (a damaged log); the node is to stop
   */
  public GroupHost(
      String self,
      SharedLog log,
      Network network,
      Scheduler scheduler,
      Clock clock,
      RandomSource random,
      HostOptions options,
      Consumer<Throwable> fatal) {
    this.self = self;
    this.log = log;
    this.network = network;
    this.scheduler = scheduler;
    this.clock = clock;
    this.random = random;
    this.options = options;
    this.fatal = fatal;
    network.receive(this::message);
  }

  /**
   * Opens a group for the first time or again. What the log knows of it is taken up; committed
   * entries that the state machine has not applied are applied.
   *
   * @param membership the group's members: the same at each opening
   * @param machine called from now on, on the group's executor
   * @throws GroupUnusableException when log and store do not fit together
   * @throws IllegalStateException when the group is open, or still closing
   */
  public synchronized ReplicationGroup open(
      long groupId, Membership membership, StateMachine machine) {
    if (groups.containsKey(groupId)) {
      throw new IllegalStateException("group " + groupId + " is open already");
    }
    GroupRunner runner =
        new GroupRunner(
            this,
            groupId,
            membership,
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
   * @param dropped runs when that is done
   */
  public void drop(long groupId, Runnable dropped) {
    GroupRunner runner = groups.get(groupId);
    if (runner == null) {
      log.group(groupId).drop();
      dropped.run();
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
}
