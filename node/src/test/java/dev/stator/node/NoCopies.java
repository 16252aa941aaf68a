package dev.stator.node;

import dev.stator.base.sim.SimNode;
import dev.stator.cluster.rpc.Rpc;
import dev.stator.node.copy.CopyOptions;
import dev.stator.node.copy.Rebuilds;
import dev.stator.storage.engine.Engine;
import java.util.function.Consumer;

/** Rebuilds of a node that knows no other. */
final class NoCopies implements Rpc {
  private NoCopies() {}

  static Rebuilds rebuilds(SimNode node, Engine engine) {
    return new Rebuilds(
        engine,
        new NoCopies(),
        node.scheduler().blocking("rebuild"),
        node.clock(),
        CopyOptions.DEFAULT,
        problem -> {});
  }

  @Override
  public void call(
      String node, int service, byte[] request, long timeoutNanos, Consumer<Outcome> reply) {
    reply.accept(new Outcome.NotDone("there is no other node"));
  }

  @Override
  public void serve(int service, Handler handler) {}
}
