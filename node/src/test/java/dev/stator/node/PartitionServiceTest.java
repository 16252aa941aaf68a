package dev.stator.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.wire.Decoded;
import dev.stator.cluster.wire.PartitionRequestCodec1;
import dev.stator.cluster.wire.PartitionResponseCodec1;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartitionServiceTest {
  private final List<PartitionRequest> requests = new ArrayList<>();
  private final PartitionService service =
      new PartitionService((request, reply) -> {
        requests.add(request);
        reply.accept(new PartitionResponse.Statistics(3, 4));
      });

  @Test
  void handsRequestsOverAndAnswersBack() {
    PartitionRequest request = Writes.put(5, "attribute_exists(k)");
    assertThat(answer(PartitionRequestCodec1.encode(request)))
        .isEqualTo(new PartitionResponse.Statistics(3, 4));
    assertThat(requests).usingRecursiveComparison().isEqualTo(List.of(request));
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
    assertThat(answers).hasSize(1);
    return ((Decoded.Valid<PartitionResponse>) PartitionResponseCodec1.decode(answers.getFirst()))
        .message();
  }
}
