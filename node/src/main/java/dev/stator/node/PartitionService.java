package dev.stator.node;

import dev.stator.cluster.message.PartitionClient;
import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.rpc.Rpc;
import dev.stator.cluster.rpc.Services;
import dev.stator.cluster.wire.Decoded;
import dev.stator.cluster.wire.PartitionRequestCodec1;
import dev.stator.cluster.wire.PartitionResponseCodec1;
import java.util.function.Consumer;

/** Answers other nodes' requests to the partitions of this one: {@link Services#PARTITION}. */
public final class PartitionService implements Rpc.Handler {
  private final PartitionClient node;

  public PartitionService(PartitionClient node) {
    this.node = node;
  }

  @Override
  public void handle(String from, byte[] request, Consumer<byte[]> reply) {
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
