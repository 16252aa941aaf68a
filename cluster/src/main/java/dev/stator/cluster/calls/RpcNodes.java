package dev.stator.cluster.calls;

import dev.stator.cluster.calls.NodeCodec1.Request;
import dev.stator.cluster.message.NodeClient;
import dev.stator.cluster.message.Nodes;
import dev.stator.cluster.rpc.Rpc;
import dev.stator.cluster.rpc.Services;
import dev.stator.cluster.table.Placement;
import dev.stator.cluster.wire.MalformedMessageException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;

/** Nodes over calls, and the other side of it. */
public final class RpcNodes implements Nodes {
  /** Long enough for a sync of a busy disk; a deletion of many rows is asked for again. */
  private static final long TIMEOUT_NANOS = 5_000_000_000L;

  private static final long FREE_BYTES_TIMEOUT_NANOS = 500_000_000L;
  private final Rpc rpc;

  public RpcNodes(Rpc rpc) {
    this.rpc = rpc;
  }

  /**
   * Has the node answer such calls.
   *
   * @param executor a blocking one: to know what is there the node reads its store
   */
  public static void serve(Rpc rpc, NodeClient node, Executor executor) {
    rpc.serve(
        Services.NODE,
        (from, bytes, reply) -> {
          Request request = NodeCodec1.request(bytes);
          executor.execute(() -> answer(node, request, reply));
        });
  }

  private static void answer(NodeClient node, Request request, Consumer<byte[]> reply) {
    switch (request) {
      case Request.Host host ->
          node.host(host.placement(), done -> reply.accept(NodeCodec1.done(done)));
      case Request.Retire retire ->
          node.retire(retire.partition(), done -> reply.accept(NodeCodec1.done(done)));
      case Request.FreeBytes _ -> node.freeBytes(free -> reply.accept(NodeCodec1.number(free)));
    }
  }

  @Override
  public void host(String node, Placement placement, Consumer<Answer> reply) {
    call(node, new Request.Host(placement), reply);
  }

  @Override
  public void retire(String node, long partition, Consumer<Answer> reply) {
    call(node, new Request.Retire(partition), reply);
  }

  @Override
  public void freeBytes(String node, Consumer<Long> reply) {
    call(node, new Request.FreeBytes(), FREE_BYTES_TIMEOUT_NANOS, NodeCodec1::number, -1L, reply);
  }

  private void call(String node, Request request, Consumer<Answer> reply) {
    call(
        node,
        request,
        TIMEOUT_NANOS,
        answer -> NodeCodec1.done(answer) ? Answer.DONE : Answer.NOT_DONE,
        Answer.NO_ANSWER,
        reply);
  }

  private <T> void call(
      String node,
      Request request,
      long timeoutNanos,
      Function<byte[], T> read,
      T none,
      Consumer<T> reply) {
    rpc.call(
        node,
        Services.NODE,
        NodeCodec1.encode(request),
        timeoutNanos,
        outcome -> reply.accept(read(outcome, read, none)));
  }

  private static <T> T read(Rpc.Outcome outcome, Function<byte[], T> read, T none) {
    return switch (outcome) {
      case Rpc.Outcome.Answered answered -> {
        try {
          yield read.apply(answered.response());
        } catch (MalformedMessageException malformed) {
          yield none;
        }
      }
      case Rpc.Outcome.NotDone _, Rpc.Outcome.Busy _, Rpc.Outcome.Unknown _ -> none;
    };
  }
}
