package dev.stator.node;

import dev.stator.base.Scheduler;
import dev.stator.base.SerialExecutor;
import dev.stator.cluster.message.PartitionClient;
import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.rpc.Rpc;
import dev.stator.cluster.rpc.Services;
import dev.stator.cluster.wire.Decoded;
import dev.stator.cluster.wire.PartitionRequestCodec1;
import dev.stator.cluster.wire.PartitionResponseCodec1;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Answers other nodes' requests to the partitions of this one: {@link Services#PARTITION}. Reads go
 * to the store and may wait for the disk, so they do not run where messages come in, which would
 * keep pings waiting behind them; requests to one partition stay in order.
 */
public final class PartitionService implements Rpc.Handler {
  private final PartitionClient node;
  private final List<SerialExecutor> lanes;

  /**
   * @param lanes how many requests may be carried out at the same time, at least 1
   */
  public PartitionService(PartitionClient node, Scheduler scheduler, int lanes) {
    this.node = node;
    List<SerialExecutor> made = new ArrayList<>();
    for (int i = 0; i < lanes; i++) {
      made.add(scheduler.serial("partition-requests-" + i));
    }
    this.lanes = List.copyOf(made);
  }

  @Override
  public void handle(String from, byte[] request, Consumer<byte[]> reply) {
    long partition = PartitionRequestCodec1.partitionOf(request);
    lanes
        .get((int) Math.floorMod(partition, (long) lanes.size()))
        .execute(() -> answer(from, request, reply));
  }

  private void answer(String from, byte[] request, Consumer<byte[]> reply) {
    switch (PartitionRequestCodec1.decode(request)) {
      case Decoded.Valid<PartitionRequest> valid ->
          node.send(
              valid.message(), response -> reply.accept(PartitionResponseCodec1.encode(response)));
      case Decoded.Invalid<PartitionRequest> invalid ->
          reply.accept(
              PartitionResponseCodec1.encode(
                  new PartitionResponse.Failed(
                      "a request from " + from + " cannot be read: " + invalid.reason())));
    }
  }
}
