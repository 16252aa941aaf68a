package dev.stator.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.base.sim.Simulation;
import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.wire.Decoded;
import dev.stator.cluster.wire.PartitionRequestCodec1;
import dev.stator.cluster.wire.PartitionResponseCodec1;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PartitionServiceTest {
  private final List<PartitionRequest> requests = new ArrayList<>();
  private final Simulation world = new Simulation(1);
  private final PartitionService service =
      new PartitionService(
          (request, reply) -> {
            requests.add(request);
            reply.accept(new PartitionResponse.Statistics(3, 4));
          },
          world.node("b1").scheduler(),
          4);

  @Test
  void handsRequestsOverAndAnswersBack() {
    PartitionRequest request = Writes.put(5, "attribute_exists(k)");
    assertThat(answer(PartitionRequestCodec1.encode(request)))
        .isEqualTo(new PartitionResponse.Statistics(3, 4));
    assertThat(requests).usingRecursiveComparison().isEqualTo(List.of(request));
  }

  @Test
  void requestsToOnePartitionStayInOrder() {
    List<PartitionRequest> sent = new ArrayList<>();
    for (int i = 1; i <= 50; i++) {
      PartitionRequest request = new PartitionRequest.ReadStatistics(7);
      sent.add(request);
      service.handle("a1", PartitionRequestCodec1.encode(request), answer -> {});
      service.handle("a1", PartitionRequestCodec1.encode(Writes.put(i, null)), answer -> {});
    }
    world.runFor(10_000_000);
    assertThat(requests.stream().filter(PartitionRequest.WriteItem.class::isInstance).toList())
        .usingRecursiveComparison()
        .isEqualTo(IntStream.rangeClosed(1, 50).mapToObj(i -> Writes.put(i, null)).toList());
    assertThat(requests).containsAll(sent).hasSize(100);
  }

  @Test
  void saysWhatItCannotRead() {
    PartitionResponse answer = answer(new byte[] {1, 99, 0});
    assertThat(answer).isInstanceOf(PartitionResponse.Failed.class);
    assertThat(((PartitionResponse.Failed) answer).reason()).startsWith("a request from a1");
    assertThat(requests).isEmpty();
  }

  private PartitionResponse answer(byte[] request) {
    List<byte[]> answers = new ArrayList<>();
    service.handle("a1", request, answers::add);
    assertThat(answers).isEmpty();
    world.runFor(1_000_000);
    assertThat(answers).hasSize(1);
    return ((Decoded.Valid<PartitionResponse>) PartitionResponseCodec1.decode(answers.getFirst()))
        .message();
  }
}
