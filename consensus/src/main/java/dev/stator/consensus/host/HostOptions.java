package dev.stator.consensus.host;

import dev.stator.base.Marks;
import dev.stator.consensus.core.CoreOptions;
import dev.stator.consensus.liveness.LivenessOptions;

/**
 * Limits of a node's groups.
 *
 * @param core limits and times of each group
 * @param liveness times of pairs of nodes; the same on all nodes of a cluster
 * @param flushBytesMax payload bytes of proposals that are gathered for one append before it is
 *     made at once
 * @param applyBytesMax payload bytes given to the state machine in one call; a larger entry goes
 *     alone
 * @param inboundBytesMax bytes of messages that wait for one group; more are dropped, as the
 *     network might
 * @param nodeInFlightBytesMax bytes proposed at this node and not applied yet, all groups together;
 *     beyond it a proposal is answered with busy
 * @param nodeInboundBytesMax bytes of messages that wait for groups, all together; more are dropped
 * @param electionsMax elections that groups of this node begin by themselves in {@code
 *     electionsNanos}, all together; more wait for their turn
 * @param electionsNanos a short while, over which elections are counted
 * @param probes hears which rare branches are taken
 */
public record HostOptions(
    CoreOptions core,
    LivenessOptions liveness,
    long flushBytesMax,
    long applyBytesMax,
    long inboundBytesMax,
    long nodeInFlightBytesMax,
    long nodeInboundBytesMax,
    int electionsMax,
    long electionsNanos,
    Marks probes) {
  public static final HostOptions DEFAULT =
      new HostOptions(
          CoreOptions.DEFAULT,
          LivenessOptions.DEFAULT,
          1 << 20,
          1 << 20,
          24 << 20,
          128 << 20,
          64 << 20,
          32,
          10_000_000L,
          Marks.NONE);

  public HostOptions {
    if (flushBytesMax < 1 || applyBytesMax < 1) {
      throw new IllegalArgumentException("byte limits are positive");
    }
    if (core.leaseNanos() < liveness.leaseNanos()) {
      throw new IllegalArgumentException("a promise runs as long as is counted on it");
    }
    if (inboundBytesMax < 4 * core.appendBytesMax()) {
      throw new IllegalArgumentException("a group's inbound limit holds a few appends");
    }
    if (electionsMax < 1 || electionsNanos < 1) {
      throw new IllegalArgumentException("some elections may begin in a while");
    }
    if (nodeInFlightBytesMax < 1 || nodeInboundBytesMax < inboundBytesMax) {
      throw new IllegalArgumentException("a node's limits hold those of a group");
    }
  }

  /** The lease's length must be that of the liveness. */
  public HostOptions withCore(CoreOptions newCore) {
    return new HostOptions(
        newCore,
        liveness,
        flushBytesMax,
        applyBytesMax,
        inboundBytesMax,
        nodeInFlightBytesMax,
        nodeInboundBytesMax,
        electionsMax,
        electionsNanos,
        probes);
  }

  /** Gives groups and pairs of nodes other times, with a lease of the same length. */
  public HostOptions withLiveness(LivenessOptions newLiveness) {
    return new HostOptions(
        core.withLease(newLiveness.leaseNanos()),
        newLiveness,
        flushBytesMax,
        applyBytesMax,
        inboundBytesMax,
        nodeInFlightBytesMax,
        nodeInboundBytesMax,
        electionsMax,
        electionsNanos,
        probes);
  }

  public HostOptions withProbes(Marks newProbes) {
    return new HostOptions(
        core,
        liveness,
        flushBytesMax,
        applyBytesMax,
        inboundBytesMax,
        nodeInFlightBytesMax,
        nodeInboundBytesMax,
        electionsMax,
        electionsNanos,
        newProbes);
  }

  public HostOptions withNodeInFlightBytesMax(long bytes) {
    return new HostOptions(
        core,
        liveness,
        flushBytesMax,
        applyBytesMax,
        inboundBytesMax,
        bytes,
        nodeInboundBytesMax,
        electionsMax,
        electionsNanos,
        probes);
  }

  /** As many bytes of messages for one group, and for all together. */
  public HostOptions withInboundBytesMax(long groupBytes, long nodeBytes) {
    return new HostOptions(
        core,
        liveness,
        flushBytesMax,
        applyBytesMax,
        groupBytes,
        nodeInFlightBytesMax,
        nodeBytes,
        electionsMax,
        electionsNanos,
        probes);
  }

  /** As many elections in such a while. */
  public HostOptions withElections(int elections, long nanos) {
    return new HostOptions(
        core,
        liveness,
        flushBytesMax,
        applyBytesMax,
        inboundBytesMax,
        nodeInFlightBytesMax,
        nodeInboundBytesMax,
        elections,
        nanos,
        probes);
  }
}
