package dev.stator.cluster.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.model.AttributeValue;
import dev.stator.model.DynamoNumber;
import dev.stator.model.Item;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.ScalarType;
import dev.stator.model.item.ItemCodec;
import dev.stator.model.key.HashRange;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TableItemsTest {
  private static final String GOLDEN =
      """
      010e046b696e64507461626c65046e616d65606f726465727301761101026964f02430663065306430632d30
      6230612d343930382d383730362d3035303430333032303130300468617368c80280637573746f6d65721053
      0572616e6765780230646179104e06737461747573805550444154494e47076372656174656461018bcfe568
      00086f6e44656d616e64050e62696c6c696e674368616e67656461018bcfe568010a7468726f756768707574
      b805110511061107110811090970726f746563746564050873657474696e6773f71d020a5461626c65436c61
      7373805354414e444152440454616773205b5d0a706172746974696f6e73f81f02e803210400018180000000
      00000000e80321040181800000000000000001
      """;

  private static final TableDescriptor FULL =
      new TableDescriptor(
          "orders",
          "0f0e0d0c-0b0a-4908-8706-050403020100",
          new KeySchema(
              new KeyAttribute("customer", ScalarType.S), new KeyAttribute("day", ScalarType.N)),
          TableStatus.UPDATING,
          1_700_000_000_000L,
          true,
          1_700_000_000_001L,
          new Throughput(5, 6, 7, 8, 9),
          true,
          new TreeMap<>(Map.of("TableClass", "STANDARD", "Tags", "[]")),
          List.of(
              new PartitionRange(1024, HashRange.segment(0, 2)),
              new PartitionRange(1025, HashRange.segment(1, 2))));

  @Test
  void comesBackAsItWas() {
    for (TableDescriptor table :
        List.of(FULL, FULL.withStatus(TableStatus.DELETING), SystemTables.DESCRIPTOR)) {
      Item stored = ItemCodec.decode(ItemCodec.encode(TableItems.toItem(table)));
      assertThat(TableItems.fromItem(stored)).isEqualTo(table);
    }
  }

  @Test
  void version1IsPinned() {
    byte[] bytes = ItemCodec.encode(TableItems.toItem(FULL));
    assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(GOLDEN.replaceAll("\\s", ""));
    assertThat(TableItems.fromItem(ItemCodec.decode(bytes))).isEqualTo(FULL);
  }

  @Test
  void aNewerVersionIsRefusedByName() {
    Item newer = TableItems.toItem(FULL).with("v", new AttributeValue.N(DynamoNumber.of(2)));
    assertThatThrownBy(() -> TableItems.fromItem(newer))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("version 2");
  }

  @Test
  void whatIsMissingIsRefused() {
    Item whole = TableItems.toItem(FULL);
    for (String name : whole.attributes().keySet()) {
      if (!List.of("kind", "range", "settings").contains(name)) {
        assertThatThrownBy(() -> TableItems.fromItem(whole.without(name)))
            .as(name)
            .isInstanceOf(IllegalStateException.class);
      }
    }
  }

  @Test
  void everyHashHasItsPartition() {
    for (int count : new int[] {1, 2, 3, 7, 40}) {
      List<PartitionRange> ranges = new java.util.ArrayList<>();
      for (int i = 0; i < count; i++) {
        ranges.add(new PartitionRange(2000 + i, HashRange.segment(i, count)));
      }
      TableDescriptor table =
          new TableDescriptor(
              "t",
              "id",
              FULL.keySchema(),
              TableStatus.ACTIVE,
              0,
              false,
              0,
              Throughput.NONE,
              false,
              new TreeMap<>(),
              ranges);
      for (PartitionRange range : ranges) {
        assertThat(table.partition(range.hashes().from())).isEqualTo(range);
        assertThat(table.partition(range.hashes().to() - 1)).isEqualTo(range);
      }
    }
  }
}
