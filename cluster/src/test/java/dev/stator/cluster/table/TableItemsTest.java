package dev.stator.cluster.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.model.AttributeValue;
import dev.stator.model.DynamoNumber;
import dev.stator.model.Item;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.ScalarType;
import dev.stator.model.index.IndexDefinition;
import dev.stator.model.index.IndexKeys;
import dev.stator.model.index.Projection;
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

  private static final String GOLDEN_2 =
      """
      0111046b696e64507461626c65046e616d65606f726465727301761102026964f02430663065306430632d30
      6230612d343930382d383730362d3035303430333032303130300468617368c80280637573746f6d65721053
      0572616e6765780230646179104e06737461747573805550444154494e47076372656174656461018bcfe568
      00086f6e44656d616e64050e62696c6c696e674368616e67656461018bcfe568010a7468726f756768707574
      b805110511061107110811090970726f746563746564050873657474696e6773f71d020a5461626c65436c61
      7373805354414e444152440454616773205b5d0a706172746974696f6e73f81f02e803210400018180000000
      00000000e80321040181800000000000000001067472616974731107056c6f63616cf83201f82f057062792d
      6974656de801c80280637573746f6d65721053a8018802406974656d1042904b4559535f4f4e4c5918000667
      6c6f62616cf8ad0101f7a9010802696421040205696e646578f839058062792d706c616365f813028802406c
      616e641053880240746f776e10539801780230646179104e70494e434c554445780150707269636506737461
      747573804352454154494e47056164646564050b6261636b66696c6c696e67040a7468726f756768707574b8
      05110111021103110411050b6f6e44656d616e644d6178580211ff11460a706172746974696f6e7388016803
      2104020101
      """;

  private static final IndexDefinition LOCAL =
      new IndexDefinition(
          "by-item",
          new IndexKeys(
              List.of(new KeyAttribute("customer", ScalarType.S)),
              List.of(new KeyAttribute("item", ScalarType.B))),
          Projection.KEYS_ONLY);

  private static final GlobalIndex GLOBAL =
      new GlobalIndex(
          1026,
          new IndexDefinition(
              "by-place",
              new IndexKeys(
                  List.of(
                      new KeyAttribute("land", ScalarType.S),
                      new KeyAttribute("town", ScalarType.S)),
                  List.of(new KeyAttribute("day", ScalarType.N))),
              new Projection(Projection.Type.INCLUDE, List.of("price"))),
          IndexStatus.CREATING,
          true,
          false,
          new Throughput(1, 2, 3, 4, 5),
          new OnDemandMax(-1, 70),
          List.of(new PartitionRange(1026, HashRange.ALL)));

  private static final TableDescriptor INDEXED =
      FULL.with(TableStatus.UPDATING, new TableIndexes(List.of(LOCAL), List.of(GLOBAL)), 7);

  @Test
  void version2IsPinned() {
    byte[] bytes = ItemCodec.encode(TableItems.toItem(INDEXED));
    assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(GOLDEN_2.replaceAll("\\s", ""));
    assertThat(TableItems.fromItem(ItemCodec.decode(bytes))).isEqualTo(INDEXED);
  }

  @Test
  void whatVersion2LacksIsRefused() {
    Item whole = TableItems.toItem(INDEXED);
    for (String name : List.of("traits", "local", "global")) {
      assertThatThrownBy(() -> TableItems.fromItem(whole.without(name)))
          .as(name)
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void indexesHavePartitionsOfTheirOwn() {
    assertThat(INDEXED.allPartitions())
        .extracting(PartitionRange::id)
        .containsExactly(1024L, 1025L, 1026L);
    assertThat(INDEXED.created().indexes().global())
        .containsExactly(GLOBAL.with(IndexStatus.ACTIVE, false));
    assertThat(INDEXED.indexes().localIndex("by-item")).isZero();
    assertThat(INDEXED.indexes().localIndex("by-place")).isEqualTo(-1);
    assertThat(INDEXED.indexes().global("by-place")).isEqualTo(GLOBAL);
    assertThat(INDEXED.indexes().without(1026).global()).isEmpty();
  }

  /** A table's partitions feed an index from when they are told of it until it is to go. */
  @Test
  void fedIndexes() {
    assertThat(GLOBAL.fed()).isFalse();
    assertThat(GLOBAL.with(IndexStatus.CREATING, true).fed()).isTrue();
    assertThat(GLOBAL.with(IndexStatus.ACTIVE, false).fed()).isTrue();
    assertThat(GLOBAL.with(IndexStatus.UPDATING, false).fed()).isTrue();
    assertThat(GLOBAL.with(IndexStatus.DELETING, false).fed()).isFalse();
  }

  @Test
  void comesBackAsItWas() {
    for (TableDescriptor table :
        List.of(
            FULL,
            FULL.withStatus(TableStatus.DELETING),
            SystemTables.DESCRIPTOR,
            INDEXED,
            FULL.with(TableStatus.ACTIVE, TableIndexes.NONE, 3))) {
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
    Item newer = TableItems.toItem(FULL).with("v", new AttributeValue.N(DynamoNumber.of(3)));
    assertThatThrownBy(() -> TableItems.fromItem(newer))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("version 3");
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
