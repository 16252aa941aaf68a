package dev.stator.cluster.calls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.base.sim.SimNode;
import dev.stator.base.sim.Simulation;
import dev.stator.cluster.message.NodeClient;
import dev.stator.cluster.message.Nodes;
import dev.stator.cluster.rpc.NetworkRpc;
import dev.stator.cluster.rpc.RpcOptions;
import dev.stator.cluster.table.Placement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RpcNodesTest {
  private static final long MILLI = 1_000_000L;

  private final Simulation world = new Simulation(5);
  private final ArrayDeque<Runnable> blocking = new ArrayDeque<>();
  private final List<String> asked = new ArrayList<>();
  private final List<Object> answers = new ArrayList<>();

  private final NodeClient node =
      new NodeClient() {
        @Override
        public void host(Placement placement, Consumer<Boolean> reply) {
          asked.add("host " + placement.partition());
          reply.accept(true);
        }

        @Override
        public void retire(long partition, Consumer<Boolean> reply) {
          asked.add("retire " + partition);
          reply.accept(false);
        }

        @Override
        public void freeBytes(Consumer<Long> reply) {
          asked.add("free");
          reply.accept(77L);
        }
      };

  private static NetworkRpc rpc(SimNode node) {
    return new NetworkRpc(
        node.network(),
        node.clock(),
        node.scheduler().serial("rpc"),
        node.random().fork(),
        RpcOptions.DEFAULT);
  }

  /** A node that is asked looks into its store, and other messages must not wait for that. */
  @Test
  void nothingIsLookedUpWhereMessagesComeIn() {
    RpcNodes nodes = new RpcNodes(rpc(world.node("a")));
    RpcNodes.serve(rpc(world.node("b")), node, blocking::add);
    nodes.host(
        "b",
        new Placement(
            9, 1, List.of(new Placement.Replica("b", 1, Placement.Kind.STORAGE, true)), 1),
        answers::add);
    nodes.retire("b", 8, answers::add);
    nodes.freeBytes("b", answers::add);
    world.runFor(10 * MILLI);
    assertThat(asked).isEmpty();
    assertThat(blocking).hasSize(3);
    blocking.forEach(Runnable::run);
    world.runFor(10 * MILLI);
    assertThat(asked).containsExactlyInAnyOrder("host 9", "retire 8", "free");
    assertThat(answers).containsExactly(Nodes.Answer.DONE, Nodes.Answer.NOT_DONE, 77L);
  }

  @Test
  void whoDoesNotAnswerIsTold() {
    RpcNodes nodes = new RpcNodes(rpc(world.node("a")));
    nodes.retire("b", 8, answers::add);
    nodes.freeBytes("b", answers::add);
    world.runFor(600_000 * MILLI);
    assertThat(answers).containsExactlyInAnyOrder(Nodes.Answer.NO_ANSWER, -1L);
  }
}
