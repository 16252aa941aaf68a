package dev.stator.model.item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.model.AttributeValue;
import dev.stator.model.Binary;
import dev.stator.model.DynamoNumber;
import dev.stator.model.Item;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Golden bytes of docs/formats/item-1.md. They never change. */
class ItemFormatTest {
  @ParameterizedTest
  @CsvSource({
    "0,01",
    "1,1101",
    "-1,11ff",
    "127,117f",
    "128,210080",
    "-128,1180",
    "-129,21ff7f",
    "100,1164",
    "1e18,810de0b6b3a7640000",
    "9223372036854775807,817fffffffffffffff",
    "-9223372036854775808,818000000000000000",
    "19.99,320307cf",
    "-0.5,2201fb",
    "1e19,222601",
    "1e125,32fa0101",
    "1e-130,32830201",
    "9223372036854775808,a200008000000000000000",
    "99999999999999999999999999999999999999,f211004b3b4ca85a86c47a098a223fffffffff"
  })
  void numbers(String number, String hex) {
    assertValue(new AttributeValue.N(DynamoNumber.parse(number)), hex);
  }

  @Test
  void everyOtherType() {
    assertValue(new AttributeValue.S(""), "00");
    assertValue(new AttributeValue.S("é"), "20c3a9");
    assertValue(new AttributeValue.S("abcdefghijklmn"), "e06162636465666768696a6b6c6d6e");
    assertValue(new AttributeValue.S("abcdefghijklmno"), "f00f6162636465666768696a6b6c6d6e6f");
    assertValue(binary(0, 255), "2300ff");
    assertValue(new AttributeValue.Bool(false), "04");
    assertValue(new AttributeValue.Bool(true), "05");
    assertValue(AttributeValue.Null.NULL, "06");
    assertValue(new AttributeValue.M(Map.of()), "1700");
    Map<String, AttributeValue> map = new LinkedHashMap<>();
    map.put("b", AttributeValue.Null.NULL);
    map.put("a", new AttributeValue.S("x"));
    assertValue(new AttributeValue.M(map), "8702" + "016206" + "01611078");
    List<AttributeValue> list = List.of(new AttributeValue.Bool(true), binary(1));
    assertValue(new AttributeValue.L(list), "4802" + "05" + "1301");
    assertValue(
        new AttributeValue.SS(new LinkedHashSet<>(List.of("x", "yz"))), "69020178" + "02797a");
    assertValue(
        new AttributeValue.NS(
            new LinkedHashSet<>(List.of(DynamoNumber.parse("0.5"), DynamoNumber.ONE))),
        "6a02" + "220105" + "1101");
    assertValue(
        new AttributeValue.BS(
            new LinkedHashSet<>(List.of(new Binary(new byte[0]), new Binary(new byte[] {9})))),
        "4b02" + "00" + "0109");
  }

  @Test
  void lengthsThatNeedMoreRoomMoveTheValue() {
    List<AttributeValue> elements = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      elements.add(AttributeValue.Null.NULL);
    }
    String inner = "f8" + "ca01" + "c801" + "06".repeat(200);
    assertValue(new AttributeValue.L(elements), inner);
    assertValue(
        new AttributeValue.L(List.of(new AttributeValue.L(elements))),
        "f8" + "ce01" + "01" + inner);
  }

  @Test
  void rows() {
    Item item = new Item(Map.of("id", new AttributeValue.S("x")));
    byte[] row = StoredRow.encode(300, 1_790_000_000_000L, item);
    assertThat(HexFormat.of().formatHex(row))
        .isEqualTo("01" + "ac02" + "80d8c1a28c34" + "0101" + "026964" + "1078");
    row[0] = 2;
    assertThatThrownBy(() -> StoredRow.of(row))
        .isInstanceOf(CorruptItemException.class)
        .hasMessage("a row of format 2");
  }

  private static AttributeValue binary(int... bytes) {
    byte[] value = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      value[i] = (byte) bytes[i];
    }
    return new AttributeValue.B(new Binary(value));
  }

  /** The value of the only attribute, "k", of an item. */
  private static void assertValue(AttributeValue value, String hex) {
    byte[] encoded = ItemCodec.encode(new Item(Map.of("k", value)));
    assertThat(HexFormat.of().formatHex(encoded)).isEqualTo("0101" + "016b" + hex);
    assertThat(ItemCodec.decode(encoded).get("k")).isEqualTo(value);
  }
}
