package dev.stator.lab.sim;

import dev.stator.base.NetworkChannels;
import dev.stator.base.SerialExecutor;
import dev.stator.base.sim.SimNode;
import dev.stator.base.sim.Simulation;
import dev.stator.cluster.directory.Knowledge;
import dev.stator.cluster.formation.ClusterRecord;
import dev.stator.cluster.formation.ClusterRecordFile;
import dev.stator.cluster.formation.Formation;
import dev.stator.cluster.member.NodeInfo;
import dev.stator.cluster.rpc.NetworkRpc;
import dev.stator.cluster.rpc.RpcOptions;
import dev.stator.consensus.host.GroupHost;
import dev.stator.consensus.host.HostOptions;
import dev.stator.node.NodeOptions;
import dev.stator.server.core.NodeCore;
import dev.stator.server.core.RpcIntroductions;
import dev.stator.storage.wal.FileLog;
import dev.stator.storage.wal.LogFailedException;
import dev.stator.storage.wal.LogOptions;
import dev.stator.storage.wal.SharedLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A machine that runs a node of a cluster, wired as the real process is, anew at each boot. */
final class ClusterMachine {
  private static final long STOP_NANOS_MAX = 2_000_000_000L;

  /** How machines are set up. */
  record Setup(List<String> join, LogOptions log, HostOptions host, NodeOptions node) {}

  final SimNode node;
  final NodeInfo info;
  final FaultyEngine engine = new FaultyEngine();
  private final Simulation simulation;
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
    this.simulation = simulation;
    this.setup = setup;
    this.info = new NodeInfo(name, zone, name, name);
    this.node = simulation.node(name);
    this.node.onFatal(thrown -> {
      if (thrown instanceof UncheckedIOException || thrown instanceof LogFailedException) {
        node.powerLoss();
        return true;
      }
      return false;
    });
  }

  String name() {
    return node.name();
  }

  /** What is up and belongs to a cluster. */
  @Nullable NodeCore core() {
    Running last = process;
    return last != null && node.up() && last.boot == node.boot() ? last.core : null;
  }

  /** Shows what its process leads. */
  void led(GroupHost.LedGroups visitor) {
    Running last = process;
    if (last != null && node.up() && last.boot == node.boot()) {
      last.host.led(visitor);
    }
  }

  /** Counts boots, to tell whether a process is still the one that was asked. */
  long boot() {
    return node.up() ? node.boot() : -1;
  }

  void start() {
    node.run("boot", this::begin);
  }

  void crash(boolean power) {
    if (node.up()) {
      if (power) {
        node.powerLoss();
      } else {
        node.crash();
      }
    }
  }

  /** A planned stop: hands its leads over, as on SIGTERM, and ends whatever became of that. */
  void stop() {
    Running running = process;
    long boot = node.boot();
    if (running == null || !node.up() || running.boot != boot) {
      return;
    }
    simulation.trace(name() + " is told to stop");
    node.run(
        "stop",
        () ->
            running.host.handOverAll(
                node.clock().nanos() + STOP_NANOS_MAX,
                left ->
                    simulation.after(
                        1,
                        () -> {
                          if (node.up() && node.boot() == boot) {
                            node.crash();
                          }
                        })));
  }

  /** Loses its whole data folder; what boots next is new to the cluster, but for its name. */
  void wipe() {
    crash(true);
    simulation.trace(name() + " gets an empty disk");
    node.disk().replace();
    engine.wiped();
  }

  void restart() {
    if (!node.up()) {
      node.restart(this::begin);
    }
  }

  private void begin() {
    engine.died(node.random());
    NetworkChannels channels = new NetworkChannels(node.network());
    SerialExecutor blocking = node.scheduler().blocking("formation");
    Knowledge knowledge = Knowledge.nothing();
    SharedLog log = openLog();
    GroupHost host =
        new GroupHost(
            name(),
            log,
            channels.channel(NetworkChannels.CONSENSUS),
            channels.channel(NetworkChannels.LIVENESS),
            node.scheduler(),
            node.clock(),
            node.random().fork(),
            setup.host(),
            this::fatal);
    NetworkRpc rpc =
        new NetworkRpc(
            channels.channel(NetworkChannels.RPC),
            node.clock(),
            node.scheduler().serial("rpc"),
            node.random().fork(),
            RpcOptions.DEFAULT);
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
            running.core.start(() -> {
              simulation.trace(name() + " is ready");
              Objects.requireNonNull(running.formation).stop();
            });
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

  private SharedLog openLog() {
    try {
      return FileLog.open(
          node.disk(),
          "log",
          setup.log(),
          node.scheduler().blocking("log-writer"),
          node.scheduler().blocking("log-janitor"),
          node.random().fork(),
          this::fatal);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A log that cannot go on ends the process; anything else is a bug. */
  private void fatal(Throwable thrown) {
    if (!(thrown instanceof LogFailedException)) {
      throw new Violation("fatal on " + name() + ": " + thrown, thrown);
    }
    long boot = node.boot();
    simulation.after(
        0,
        () -> {
          if (node.up() && node.boot() == boot) {
            node.powerLoss();
          }
        });
  }
}
