package dev.stator.lab.sim;

import dev.stator.consensus.core.CoreOptions;
import dev.stator.consensus.host.HostOptions;
import dev.stator.node.NodeOptions;
import dev.stator.node.copy.CopyOptions;
import dev.stator.node.repair.RepairOptions;

/** How the stages of {@link ClusterSchedule} are built. */
final class StageSettings {
  static final int COUNTERS = 3;
  static final int MANY = 100;

  private StageSettings() {}

  static Stage.Setting machines(int count) {
    return new Stage.Setting(count, COUNTERS, HostOptions.DEFAULT, node(NodeOptions.DEFAULT));
  }

  /** Flushes often, so that logs are trimmed. */
  static NodeOptions node(NodeOptions options) {
    return options.withFlushLogBytes(4 << 10);
  }

  /** Keeps this much log, at most, for who is away. */
  static HostOptions retaining(long bytes) {
    CoreOptions some = CoreOptions.DEFAULT;
    return HostOptions.DEFAULT.withCore(
        new CoreOptions(
            some.leaseNanos(),
            some.electionTimeoutNanos(),
            some.heartbeatNanos(),
            some.appendBytesMax(),
            some.windowBytesMax(),
            some.inFlightBytesMax(),
            bytes));
  }

  /** Takes a replica for lost after so long, and stands in for it before its leader gives up. */
  static NodeOptions repairs(long seconds) {
    return node(
        NodeOptions.DEFAULT.withRepair(
            new RepairOptions(
                700 * World.MILLIS,
                3 * World.SECONDS,
                seconds * World.SECONDS,
                10 * World.SECONDS)));
  }

  /** Copies rows so slowly that something can be seen meanwhile. */
  static NodeOptions slowCopies() {
    return node(
        NodeOptions.DEFAULT.withCopy(
            CopyOptions.DEFAULT.withSizes(256, 512).withBytesPerSecond(1_024)));
  }
}
