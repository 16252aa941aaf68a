package dev.stator.router.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.cluster.message.Action;
import dev.stator.cluster.message.PartitionRequest.Mutation;
import dev.stator.cluster.message.PartitionRequest.ReturnValues;
import dev.stator.cluster.message.PartitionRequest.WriteItem;
import dev.stator.model.AttributeValue;
import dev.stator.model.Binary;
import dev.stator.model.DynamoNumber;
import dev.stator.model.Item;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.ScalarType;
import dev.stator.model.item.EncodedItem;
import dev.stator.model.item.ItemCodec;
import dev.stator.model.key.PrimaryKey;
import dev.stator.router.transaction.LedgerItem.State;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LedgerItemTest {
  private static final LedgerItem ITEM =
      new LedgerItem(
          new Binary(new byte[] {1, 2}),
          77,
          new Binary(new byte[] {3}),
          State.COMMITTED,
          false,
          List.of(1000L, 1001L),
          5,
          new TreeMap<>(Map.of("table", 2.5)));

  @Test
  void itemsOfVersion1NeverChange() {
    assertThat(HexFormat.of().formatHex(ItemCodec.encode(ITEM.toItem())))
        .isEqualTo(
            HexFormat.of()
                .formatHex(
                    ItemCodec.encode(
                        new Item(
                            ordered(
                                "id", new AttributeValue.B(new Binary(new byte[] {1, 2})),
                                "v", number(1),
                                "attempt", number(77),
                                "digest", new AttributeValue.B(new Binary(new byte[] {3})),
                                "state", new AttributeValue.S("COMMITTED"),
                                "alone", new AttributeValue.Bool(false),
                                "partitions",
                                    new AttributeValue.L(List.of(number(1000), number(1001))),
                                "began", number(5),
                                "halves", new AttributeValue.M(Map.of("table", number(5))))))));
    assertThat(LedgerItem.fromItem(ITEM.toItem())).isEqualTo(ITEM);
  }

  @Test
  void anItemOfANewerVersionIsLeftAlone() {
    Map<String, AttributeValue> newer = new LinkedHashMap<>(ITEM.toItem().attributes());
    newer.put("v", number(2));
    assertThat(LedgerItem.fromItem(new Item(newer))).isNull();
  }

  @Test
  void digestsTellRequestsApartAndNotTheOrderOfAttributes() {
    TransactionWrite one = put(ordered("p", text("a"), "x", text("1"), "y", text("2")), false);
    TransactionWrite same = put(ordered("y", text("2"), "p", text("a"), "x", text("1")), false);
    TransactionWrite other = put(ordered("p", text("a"), "x", text("1"), "y", text("3")), false);
    TransactionWrite check = put(ordered("p", text("a"), "x", text("1"), "y", text("2")), true);
    assertThat(RequestDigest.of(same)).isEqualTo(RequestDigest.of(one));
    assertThat(RequestDigest.of(other)).isNotEqualTo(RequestDigest.of(one));
    assertThat(RequestDigest.of(check)).isNotEqualTo(RequestDigest.of(one));
    assertThat(RequestDigest.ofToken("a")).isNotEqualTo(RequestDigest.ofToken("b"));
    assertThat(RequestDigest.ofToken("a").bytes()).hasSize(16);
  }

  private static TransactionWrite put(Map<String, AttributeValue> item, boolean checkOnly) {
    return new TransactionWrite(
        "token",
        List.of(
            TransactionWrite.Part.of(
                "table",
                new Action(
                    new WriteItem(
                        7,
                        new KeySchema(new KeyAttribute("p", ScalarType.S), null),
                        new PrimaryKey(text("a"), null),
                        new Mutation.Put(EncodedItem.of(new Item(item))),
                        null,
                        ReturnValues.NONE,
                        false),
                    checkOnly))));
  }

  private static AttributeValue text(String value) {
    return new AttributeValue.S(value);
  }

  private static AttributeValue number(long value) {
    return new AttributeValue.N(DynamoNumber.of(value));
  }

  private static Map<String, AttributeValue> ordered(Object... pairs) {
    Map<String, AttributeValue> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], (AttributeValue) pairs[i + 1]);
    }
    return map;
  }
}
