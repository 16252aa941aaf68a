package dev.stator.lab.sim;

import dev.stator.base.NetworkChannels;
import dev.stator.base.SerialExecutor;
import dev.stator.base.sim.Simulation;
import dev.stator.cluster.directory.Knowledge;
import dev.stator.cluster.formation.ClusterRecord;
import dev.stator.cluster.formation.ClusterRecordFile;
import dev.stator.cluster.formation.Formation;
import dev.stator.cluster.member.NodeInfo;
import dev.stator.cluster.rpc.NetworkRpc;
import dev.stator.cluster.table.SystemTables;
import dev.stator.consensus.host.GroupHost;
import dev.stator.consensus.host.HostOptions;
import dev.stator.node.NodeOptions;
import dev.stator.server.core.NodeCore;
import dev.stator.server.core.RpcIntroductions;
import dev.stator.storage.wal.LogOptions;
import dev.stator.storage.wal.SharedLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A machine that runs a node of a cluster, wired as the real process is, anew at each boot. */
final class ClusterMachine extends SimMachine {
  private static final long STOP_NANOS_MAX = 2_000_000_000L;

  /** How machines are set up. */
  record Setup(List<String> join, LogOptions log, HostOptions host, NodeOptions node) {}

  final NodeInfo info;
  private final Setup setup;
  private @Nullable Running process;

  /** What runs on the machine since its last boot; the core is there once it has a cluster. */
  static final class Running {
    final Knowledge knowledge;
    final GroupHost host;
    final long boot;
    @Nullable NodeCore core;
    @Nullable Formation formation;

    Running(Knowledge knowledge, GroupHost host, long boot) {
      this.knowledge = knowledge;
      this.host = host;
      this.boot = boot;
    }
  }

  ClusterMachine(Simulation simulation, String name, String zone, Setup setup) {
    super(simulation, name);
    this.setup = setup;
    this.info = new NodeInfo(name, zone, name, name);
  }

  /** What is up and belongs to a cluster. */
  @Nullable NodeCore core() {
    Running running = running();
    return running == null ? null : running.core;
  }

  private @Nullable Running running() {
    Running last = process;
    return last != null && last.boot == boot() ? last : null;
  }

  /** Shows what its process leads. */
  void led(GroupHost.LedGroups visitor) {
    Running running = running();
    if (running != null) {
      running.host.led(visitor);
    }
  }

  /** A planned stop: hands its leads over, as on SIGTERM, and ends whatever became of that. */
  void stop() {
    Running running = running();
    long boot = boot();
    if (running == null) {
      return;
    }
    simulation.trace(name() + " is told to stop");
    node.run(
        "stop",
        () ->
            running.host.leadNoMore(
                node.clock().nanos() + STOP_NANOS_MAX,
                left ->
                    simulation.after(
                        1,
                        () -> {
                          if (boot() == boot) {
                            node.crash();
                          }
                        })));
  }

  /** Gives away what it leads, and goes on. */
  void handOver() {
    Running running = running();
    if (running != null) {
      node.run(
          "hand-over",
          () -> running.host.handOverAll(node.clock().nanos() + STOP_NANOS_MAX, left -> {}));
    }
  }

  /** Loses its whole data folder; what boots next is new to the cluster, but for its name. */
  void wipe() {
    crash(true);
    simulation.trace(name() + " gets an empty disk");
    node.disk().replace();
    engine.wiped();
  }

  @Override
  void assemble() {
    NetworkChannels channels = new NetworkChannels(node.network());
    SerialExecutor blocking = node.scheduler().blocking("formation");
    Knowledge knowledge = Knowledge.nothing();
    SharedLog log = openLog(setup.log().withVital(SystemTables.FIRST_USER_PARTITION));
    GroupHost host = host(log, channels, setup.host());
    NetworkRpc rpc = rpc(channels);
    Running running = new Running(knowledge, host, node.boot());
    process = running;
    ClusterRecordFile file = new ClusterRecordFile(node.disk());
    ClusterRecord record;
    try {
      record = Formation.take(file, name(), node.random().fork());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    Formation.Outcome outcome =
        new Formation.Outcome() {
          @Override
          public void belongs(ClusterRecord belongsTo) {
            running.core =
                new NodeCore(
                    new NodeCore.Parts(
                        info,
                        belongsTo,
                        file,
                        engine,
                        log,
                        rpc,
                        host,
                        node.scheduler(),
                        node.clock(),
                        node.random().fork(),
                        knowledge,
                        setup.node(),
                        () -> 1L << 40,
                        problem -> simulation.trace(name() + " says: " + problem)));
            running.core.start(
                () -> {
                  simulation.trace(name() + " is ready");
                  Objects.requireNonNull(running.formation).stop();
                },
                this::refused);
          }

          @Override
          public void refused(String sentence) {
            throw new Violation(name() + " can belong to no cluster: " + sentence);
          }

          @Override
          public void waits(String why) {
            simulation.trace(name() + " waits: " + why);
          }
        };
    Formation formation =
        new Formation(
            info,
            record,
            setup.join(),
            file,
            new RpcIntroductions(
                rpc, (address, name) -> name.accept(new RpcIntroductions.Name.Known(address))),
            node.random().fork(),
            blocking,
            knowledge,
            outcome);
    running.formation = formation;
    formation.start();
  }
}
