package dev.stator.lab.sim;

import dev.stator.base.NetworkChannels;
import dev.stator.base.sim.Simulation;
import dev.stator.cluster.directory.Knowledge;
import dev.stator.cluster.formation.ClusterRecord;
import dev.stator.cluster.formation.ClusterRecordFile;
import dev.stator.cluster.formation.Formation;
import dev.stator.cluster.member.NodeInfo;
import dev.stator.cluster.rpc.Rpc;
import dev.stator.cluster.table.Placement;
import dev.stator.cluster.table.TableControl;
import dev.stator.cluster.table.TableDirectory;
import dev.stator.consensus.Membership;
import dev.stator.consensus.host.GroupHost;
import dev.stator.consensus.host.HostOptions;
import dev.stator.node.Authority;
import dev.stator.node.NodeOptions;
import dev.stator.node.StorageNode;
import dev.stator.server.core.NodeCore;
import dev.stator.storage.wal.LogOptions;
import dev.stator.storage.wal.SharedLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One machine with the production node on it, assembled anew at each boot. */
final class Machine extends SimMachine {
  /** How a machine's node is set up. */
  record Setup(
      Membership membership,
      LogOptions log,
      HostOptions host,
      NodeOptions node,
      List<Long> partitions) {}

  private final Setup setup;
  private @Nullable RunningNode process;

  /** What runs on the machine since its last boot. */
  record RunningNode(
      StorageNode storage,
      TableDirectory directory,
      @Nullable TableControl control,
      SharedLog log,
      long boot) {
    /** Where there is a system table. */
    TableControl admin() {
      return Objects.requireNonNull(control);
    }
  }

  Machine(Simulation simulation, String name, Setup setup) {
    super(simulation, name);
    this.setup = setup;
  }

  /** The process, if one is up. */
  @Nullable RunningNode process() {
    RunningNode last = process;
    return last != null && last.boot() == boot() ? last : null;
  }

  @Override
  void assemble() {
    SharedLog log = openLog(setup.log());
    NetworkChannels channels = new NetworkChannels(node.network());
    Rpc rpc = rpc(channels);
    GroupHost host = host(log, channels, setup.host());
    Knowledge knowledge = Knowledge.nothing();
    Consumer<String> problems = problem -> simulation.trace(node.name() + " says: " + problem);
    if (setup.partitions().isEmpty()) {
      NodeCore core = new NodeCore(parts(log, rpc, host, knowledge, problems));
      process =
          new RunningNode(core.storage(), knowledge.tables(), core.control(), log, node.boot());
      core.start(() -> {}, sentence -> {});
      return;
    }
    StorageNode storage =
        new StorageNode(
            engine,
            log,
            host,
            node.scheduler(),
            node.clock(),
            rpc,
            knowledge.view(),
            partition -> true,
            new Placed(),
            () -> 0,
            setup.node(),
            problems);
    process = new RunningNode(storage, knowledge.tables(), null, log, node.boot());
    storage.start(() -> {}, () -> {});
    setup.partitions().forEach(partition -> storage.host(placement(partition), hosted -> {}));
  }

  /** Of a node that is a cluster of its own. */
  private NodeCore.Parts parts(
      SharedLog log, Rpc rpc, GroupHost host, Knowledge knowledge, Consumer<String> problems) {
    NodeInfo self = new NodeInfo(node.name(), "zone", node.name(), node.name());
    ClusterRecordFile file = new ClusterRecordFile(node.disk());
    ClusterRecord record;
    try {
      record =
          Formation.alone(
              file, Formation.take(file, node.name(), node.random()), self, node.random());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Formation.tell(record, knowledge);
    return new NodeCore.Parts(
        self,
        record,
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
        () -> 0,
        problems);
  }

  /** Partitions stay where they are. */
  private final class Placed implements Authority {
    @Override
    public void gone(List<Long> partitions, Consumer<List<Long>> reply) {
      reply.accept(List.of());
    }

    @Override
    public void placed(long partition, Consumer<@Nullable Placement> reply) {
      reply.accept(placement(partition));
    }
  }

  private Placement placement(long partition) {
    List<Placement.Replica> replicas =
        setup.membership().voters().stream()
            .map(member -> new Placement.Replica(member.name(), 1, Placement.Kind.STORAGE, true))
            .toList();
    return new Placement(partition, 1, replicas, 1);
  }
}
