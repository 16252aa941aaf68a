package dev.stator.lab.sim;

import dev.stator.base.NetworkChannels;
import dev.stator.base.sim.SimNode;
import dev.stator.base.sim.Simulation;
import dev.stator.cluster.directory.SystemView;
import dev.stator.cluster.member.NodeDirectory;
import dev.stator.cluster.rpc.NetworkRpc;
import dev.stator.cluster.rpc.Rpc;
import dev.stator.cluster.rpc.RpcOptions;
import dev.stator.cluster.table.PlacementDirectory;
import dev.stator.cluster.table.TableDirectory;
import dev.stator.consensus.Membership;
import dev.stator.consensus.host.GroupHost;
import dev.stator.consensus.host.HostOptions;
import dev.stator.control.AutoAdmin;
import dev.stator.node.NodeOptions;
import dev.stator.node.StorageNode;
import dev.stator.storage.wal.FileLog;
import dev.stator.storage.wal.LogFailedException;
import dev.stator.storage.wal.LogOptions;
import dev.stator.storage.wal.SharedLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One machine with the production node on it, assembled anew at each boot. */
final class Machine {
  /** How a machine's node is set up. */
  record Setup(
      Membership membership,
      LogOptions log,
      HostOptions host,
      NodeOptions node,
      List<Long> partitions) {}

  final SimNode node;
  final FaultyEngine engine = new FaultyEngine();
  private final Simulation simulation;
  private final Setup setup;
  private @Nullable RunningNode process;

  /** What runs on the machine since its last boot. */
  record RunningNode(
      StorageNode storage, TableDirectory directory, AutoAdmin admin, SharedLog log, long boot) {
    /** Whether this is still what runs. */
    boolean same(@Nullable RunningNode now) {
      return now != null && now.boot() == boot;
    }
  }

  Machine(Simulation simulation, String name, Setup setup) {
    this.simulation = simulation;
    this.setup = setup;
    this.node = simulation.node(name);
    // A disk that fails while the node starts ends the process, as it does later on.
    node.onFatal(thrown -> {
      if (thrown instanceof UncheckedIOException || thrown instanceof LogFailedException) {
        powerLoss();
        return true;
      }
      return false;
    });
  }

  String name() {
    return node.name();
  }

  /** The process, if one is up. */
  @Nullable RunningNode process() {
    RunningNode last = process;
    return last != null && node.up() && last.boot() == node.boot() ? last : null;
  }

  void start() {
    node.run("boot", this::boot);
  }

  void crash(boolean power) {
    if (node.up()) {
      if (power) {
        powerLoss();
      } else {
        node.crash();
      }
    }
  }

  void restart() {
    if (!node.up()) {
      node.restart(this::boot);
    }
  }

  /** After a failed sync only a reboot of the machine lets programs see the platter again. */
  private void powerLoss() {
    node.powerLoss();
  }

  private void boot() {
    engine.died(node.random());
    TableDirectory directory = new TableDirectory();
    SharedLog log = openLog();
    NetworkChannels channels = new NetworkChannels(node.network());
    Rpc rpc =
        new NetworkRpc(
            channels.channel(NetworkChannels.RPC),
            node.clock(),
            node.scheduler().serial("rpc"),
            node.random().fork(),
            RpcOptions.DEFAULT);
    GroupHost host =
        new GroupHost(
            node.name(),
            log,
            channels.channel(NetworkChannels.CONSENSUS),
            channels.channel(NetworkChannels.LIVENESS),
            node.scheduler(),
            node.clock(),
            node.random().fork(),
            setup.host(),
            this::fatal);
    StorageNode storage =
        new StorageNode(
            engine,
            log,
            host,
            node.scheduler(),
            node.clock(),
            rpc,
            new SystemView(directory, new NodeDirectory(), new PlacementDirectory()),
            directory,
            setup.membership(),
            setup.node(),
            problem -> simulation.trace(node.name() + " says: " + problem));
    AutoAdmin admin =
        new AutoAdmin(
            storage,
            storage,
            directory,
            node.clock(),
            node.random().fork(),
            node.scheduler().serial("auto-admin"));
    process = new RunningNode(storage, directory, admin, log, node.boot());
    if (setup.partitions().isEmpty()) {
      storage.start(admin::resume);
    } else {
      setup.partitions().forEach(partition -> storage.host(partition, ready -> {}));
    }
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
      throw new Violation("fatal on " + node.name() + ": " + thrown, thrown);
    }
    long boot = node.boot();
    simulation.after(
        0,
        () -> {
          if (node.up() && node.boot() == boot) {
            powerLoss();
          }
        });
  }
}
