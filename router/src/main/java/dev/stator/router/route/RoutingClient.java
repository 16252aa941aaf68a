package dev.stator.router.route;

import dev.stator.base.Clock;
import dev.stator.base.SerialExecutor;
import dev.stator.cluster.member.NodeDirectory;
import dev.stator.cluster.message.PartitionClient;
import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.rpc.Rpc;
import dev.stator.cluster.table.PlacementDirectory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Sends requests to whichever node may serve them. It learns who leads from answers, and forgets it
 * from refusals and silence; a leader that is not known is looked for among the placement's storage
 * voters. Any thread may call.
 */
public final class RoutingClient implements PartitionClient {
  final String self;
  final PartitionClient local;
  final Rpc rpc;
  final PlacementDirectory placements;
  final Clock clock;
  final SerialExecutor executor;
  final RoutingOptions options;
  final Candidates candidates;
  final LeaderCache leaders;
  private final AtomicInteger waiting = new AtomicInteger();

  /**
   * @param self this node's name
   * @param zone this node's zone
   * @param local the storage node of this process
   * @param executor for waits between attempts
   */
  public RoutingClient(
      String self,
      String zone,
      PartitionClient local,
      Rpc rpc,
      PlacementDirectory placements,
      NodeDirectory nodes,
      Clock clock,
      SerialExecutor executor,
      RoutingOptions options) {
    this.self = self;
    this.local = local;
    this.rpc = rpc;
    this.placements = placements;
    this.clock = clock;
    this.executor = executor;
    this.options = options;
    this.candidates = new Candidates(self, zone, nodes);
    this.leaders = new LeaderCache(options.leadersMax());
  }

  @Override
  public void send(PartitionRequest request, Consumer<PartitionResponse> reply) {
    new Route(this, request, reply).start();
  }

  /** Requests that wait for another node or for a leader. */
  public int waiting() {
    return waiting.get();
  }

  /** False, and nothing is counted, when too many wait already. */
  boolean beginWaiting() {
    if (waiting.incrementAndGet() > options.waitingMax()) {
      waiting.decrementAndGet();
      return false;
    }
    return true;
  }

  void endWaiting() {
    waiting.decrementAndGet();
  }
}
