package dev.stator.node;

import dev.stator.base.NetworkChannels;
import dev.stator.base.sim.SimNode;
import dev.stator.base.sim.Simulation;
import dev.stator.cluster.directory.Knowledge;
import dev.stator.cluster.rpc.NetworkRpc;
import dev.stator.cluster.rpc.RpcOptions;
import dev.stator.cluster.table.Placement;
import dev.stator.consensus.host.GroupHost;
import dev.stator.consensus.host.HostOptions;
import dev.stator.storage.wal.FileLog;
import dev.stator.storage.wal.LogOptions;
import dev.stator.storage.wal.SharedLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A storage node on a simulated machine, with what survives a restart of its process. */
final class OneNode implements Authority {
  static final String NAME = "a1";

  final Simulation simulation = new Simulation(3);
  final SimNode machine = simulation.node(NAME);
  final RefusingEngine engine = new RefusingEngine();
  final List<String> problems = new ArrayList<>();

  /** Where partitions are, as the system table's leader says. */
  final TreeMap<Long, Placement> placed = new TreeMap<>();

  /** Partitions that are gone for good, as it says. */
  final TreeSet<Long> gone = new TreeSet<>();

  /** Partitions before this one may have been in a folder that was lost. */
  long firstPartition;

  /** What it was asked. */
  final List<String> asked = new ArrayList<>();

  final Knowledge knowledge = Knowledge.nothing();
  SharedLog log = openLog();
  StorageNode node = open();

  private SharedLog openLog() {
    try {
      return FileLog.open(
          machine.disk(),
          "wal",
          LogOptions.small(32 << 10),
          machine.scheduler().blocking("log"),
          machine.scheduler().blocking("janitor"),
          machine.random().fork(),
          thrown -> {
            throw new IllegalStateException(thrown);
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private StorageNode open() {
    NetworkChannels channels = new NetworkChannels(machine.network());
    GroupHost host =
        new GroupHost(
            NAME,
            log,
            channels.channel(NetworkChannels.CONSENSUS),
            channels.channel(NetworkChannels.LIVENESS),
            machine.scheduler(),
            machine.clock(),
            machine.random().fork(),
            HostOptions.DEFAULT,
            thrown -> {
              throw new IllegalStateException(thrown);
            });
    NetworkRpc rpc =
        new NetworkRpc(
            channels.channel(NetworkChannels.RPC),
            machine.clock(),
            machine.scheduler().serial("rpc"),
            machine.random().fork(),
            RpcOptions.DEFAULT);
    return new StorageNode(
        engine,
        log,
        host,
        machine.scheduler(),
        machine.clock(),
        rpc,
        knowledge.view(),
        partition -> partition >= firstPartition,
        this,
        () -> 1L << 30,
        NodeOptions.DEFAULT,
        problems::add);
  }

  /** The process ends and begins anew; nothing of it is started. */
  void restart() {
    machine.crash();
    machine.restart(() -> {
      log = openLog();
      node = open();
    });
    run(1);
  }

  void run(long millis) {
    simulation.runFor(millis * 1_000_000L);
  }

  @Override
  public void gone(List<Long> partitions, Consumer<List<Long>> reply) {
    asked.add("gone " + partitions);
    reply.accept(partitions.stream().filter(gone::contains).toList());
  }

  @Override
  public void placed(long partition, Consumer<@Nullable Placement> reply) {
    asked.add("placed " + partition);
    reply.accept(placed.get(partition));
  }
}
