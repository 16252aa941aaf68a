package dev.stator.lab.sim;

import dev.stator.base.NetworkChannels;
import dev.stator.base.sim.SimNode;
import dev.stator.base.sim.Simulation;
import dev.stator.cluster.rpc.NetworkRpc;
import dev.stator.cluster.rpc.RpcOptions;
import dev.stator.consensus.host.GroupHost;
import dev.stator.consensus.host.HostOptions;
import dev.stator.storage.wal.FileLog;
import dev.stator.storage.wal.LogFailedException;
import dev.stator.storage.wal.LogOptions;
import dev.stator.storage.wal.SharedLog;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A machine with a store and a log on it; what else it runs is assembled anew at each boot. */
abstract class SimMachine {
  final SimNode node;
  final FaultyEngine engine = new FaultyEngine();
  final Simulation simulation;

  SimMachine(Simulation simulation, String name) {
    this.simulation = simulation;
    this.node = simulation.node(name);
    // A disk that fails while the node starts ends the process, as it does later on. After a failed
    // sync only a reboot of the machine lets programs see the platter again.
    node.onFatal(thrown -> {
      if (thrown instanceof UncheckedIOException || thrown instanceof LogFailedException) {
        node.powerLoss();
        return true;
      }
      return false;
    });
  }

  /** Assembles what runs here. */
  abstract void assemble();

  String name() {
    return node.name();
  }

  /** Counts boots, to tell whether a process is still the one that was asked; -1 when down. */
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

  void restart() {
    if (!node.up()) {
      node.restart(this::begin);
    }
  }

  private void begin() {
    engine.died(node.random());
    assemble();
  }

  SharedLog openLog(LogOptions options) {
    try {
      return FileLog.open(
          node.disk(),
          "log",
          options,
          node.scheduler().blocking("log-writer"),
          node.scheduler().blocking("log-janitor"),
          node.random().fork(),
          this::fatal);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  GroupHost host(SharedLog log, NetworkChannels channels, HostOptions options) {
    return new GroupHost(
        name(),
        log,
        channels.channel(NetworkChannels.CONSENSUS),
        channels.channel(NetworkChannels.LIVENESS),
        node.scheduler(),
        node.clock(),
        node.random().fork(),
        options,
        this::fatal);
  }

  NetworkRpc rpc(NetworkChannels channels) {
    return new NetworkRpc(
        channels.channel(NetworkChannels.RPC),
        node.clock(),
        node.scheduler().serial("rpc"),
        node.random().fork(),
        RpcOptions.DEFAULT);
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
          if (boot() == boot) {
            node.powerLoss();
          }
        });
  }
}
