package dev.stator.router.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionRequest.ReadRow;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.model.AttributeValue;
import dev.stator.model.Item;
import dev.stator.model.item.StoredRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Reads whose answers come later, in any order. */
class RowReadsTest {
  private final List<Consumer<PartitionResponse>> waiting = new ArrayList<>();
  private final List<List<PartitionResponse>> ends = new ArrayList<>();

  private void start(int count, long bytesMax) {
    List<ReadRow> asked = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      asked.add(new ReadRow(1, new byte[] {(byte) i}, false));
    }
    RowReads.start(
        (PartitionRequest request, Consumer<PartitionResponse> reply) -> waiting.add(reply),
        asked,
        bytesMax,
        PartitionResponse.Busy.class::isInstance,
        ends::add);
  }

  private static PartitionResponse row(int bytes) {
    Item item = new Item(Map.of("p", new AttributeValue.S("p".repeat(bytes - 1))));
    return new PartitionResponse.Row(StoredRow.of(StoredRow.encode(1, 2, item)));
  }

  @Test
  void answersAreTakenInOrderWhenTheyComeInAnother() {
    start(3, 100L << 20);
    assertThat(waiting).hasSize(3);
    List<PartitionResponse> rows = List.of(row(10), row(20), row(30));
    waiting.get(2).accept(rows.get(2));
    waiting.get(0).accept(rows.get(0));
    assertThat(ends).isEmpty();
    waiting.get(1).accept(rows.get(1));
    assertThat(ends).containsExactly(rows);
  }

  @Test
  void atMostAsManyAreUnderWayAsFit() {
    start(1_000, 1 << 20);
    assertThat(waiting).as("of unknown length").hasSize(3);
    waiting.get(0).accept(row(300_000));
    assertThat(waiting).as("more of 300,000 bytes do not fit").hasSize(4);
    waiting.get(1).accept(row(10_000));
    waiting.get(2).accept(row(10_000));
    assertThat(waiting).as("7 of 106,666 bytes").hasSize(3 + 7);
  }

  @Test
  void theOneThatReachesTheBytesIsTheLast() {
    start(100, 50_000);
    while (ends.isEmpty()) {
      List<Consumer<PartitionResponse>> now = new ArrayList<>(waiting);
      Collections.reverse(now);
      waiting.clear();
      now.forEach(reply -> reply.accept(row(20_000)));
    }
    assertThat(ends).hasSize(1);
    assertThat(ends.getFirst()).hasSize(3);
  }

  @Test
  void aFatalAnswerIsTheLast() {
    start(100, 100L << 20);
    waiting.get(0).accept(row(10));
    waiting.get(1).accept(new PartitionResponse.Busy("full"));
    assertThat(ends).hasSize(1);
    assertThat(ends.getFirst()).hasSize(2);
    waiting.get(2).accept(row(10));
    assertThat(ends).hasSize(1);
  }
}
