package dev.stator.model.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.model.AttributeValue;
import dev.stator.model.Binary;
import dev.stator.model.DynamoNumber;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.RandomValues;
import dev.stator.model.ScalarType;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Golden bytes of docs/formats/keys-1.md. They never change. */
class KeyFormatTest {
  private static final KeySchema SCHEMA =
      new KeySchema(new KeyAttribute("p", ScalarType.S), new KeyAttribute("s", ScalarType.N));

  @ParameterizedTest
  @CsvSource({
    "0,02",
    "1,03820b00",
    "-1,017df4ff",
    "10,03830b00",
    "12,03830d00",
    "1.2,03820d00",
    "123,03840d1f00",
    "-123.45,017bf2dcccff",
    "99,03836400",
    "1e125,03ff0b00",
    "-1e-130,01fff4ff",
    "1e-130,03000b00",
    "99999999999999999999999999999999999999,03a76464646464646464646464646464646464646400",
    "-9.9999999999999999999999999999999999999e125,01009b9b9b9b9b9b9b9b9b9b9b9b9b9b9b9b9b9b9bff"
  })
  void numbers(String number, String hex) {
    assertThat(hex(KeyEncoding.encodeLast(n(number)))).isEqualTo(hex);
    assertThat(hex(KeyEncoding.encodeDelimited(n(number)))).isEqualTo(hex);
  }

  @Test
  void textAndBinary() {
    AttributeValue text = new AttributeValue.S("a\0é\uD83D\uDE00");
    assertThat(hex(KeyEncoding.encodeLast(text))).isEqualTo("6100c3a9f09f9880");
    assertThat(hex(KeyEncoding.encodeDelimited(text))).isEqualTo("6100ffc3a9f09f98800001");
    AttributeValue binary = new AttributeValue.B(new Binary(new byte[] {0, 1, -1, 0}));
    assertThat(hex(KeyEncoding.encodeLast(binary))).isEqualTo("0001ff00");
    assertThat(hex(KeyEncoding.encodeDelimited(binary))).isEqualTo("00ff01ff00ff0001");
  }

  @Test
  void rows() {
    PrimaryKey key = new PrimaryKey(new AttributeValue.S("user1"), n("42"));
    assertThat(hex(RowKeys.itemKey(7, key)))
        .isEqualTo(
            "0000000000000007" // partition id
                + "bb93164d8954eac0" // hash of the next field
                + "75736572310001" // partition key
                + "00" // row kind
                + "03832b00"); // sort key
    assertThat(hex(RowKeys.metaKey(7, 3))).isEqualTo("80" + "0000000000000007" + "03");
    assertThat(hex(RowKeys.sideKey(7, 2, (byte) 1, (byte) 0xFF)))
        .isEqualTo("81" + "0000000000000007" + "02" + "01ff");
  }

  @Test
  void rowsOfIndexes() {
    PrimaryKey item = new PrimaryKey(new AttributeValue.S("user1"), n("42"));
    AttributeValue blue = new AttributeValue.S("blue");
    assertThat(hex(IndexRowKeys.local(7, 2, blue, item)))
        .isEqualTo(
            "0000000000000007" // partition id
                + "bb93164d8954eac0" // hash of the next field
                + "75736572310001" // partition key
                + "03" // row kind
                + "626c75650001" // index sort key
                + "03832b00"); // sort key
    IndexKey key =
        new IndexKey(
            List.of(blue, n("7")),
            List.of(new AttributeValue.B(new Binary(new byte[] {0, 1})), new AttributeValue.S("x")),
            item);
    assertThat(hex(IndexRowKeys.global(9, key)))
        .isEqualTo(
            "0000000000000009" // partition id
                + "c379201a7d38581f" // hash of the next two fields
                + "626c75650001" // index partition keys
                + "03824700"
                + "00" // row kind
                + "00ff010001" // index sort keys
                + "780001"
                + "75736572310001" // the item's own keys
                + "03832b00");
    assertThat(hex(RowKeys.collectionKey(7, item.partition())))
        .isEqualTo("0000000000000007" + "bb93164d8954eac0" + "75736572310001" + "ff");
  }

  @Test
  void damagedRowKeysEndInOneException() {
    Random random = new Random(9);
    RandomValues values = new RandomValues(9);
    for (int i = 0; i < 50_000; i++) {
      PrimaryKey key = new PrimaryKey(values.scalar(ScalarType.S), values.scalar(ScalarType.N));
      byte[] row = RowKeys.itemKey(i, key);
      row[random.nextInt(row.length)] ^= (byte) (1 << random.nextInt(8));
      byte[] damaged = Arrays.copyOf(row, random.nextInt(row.length + 1));
      try {
        RowKeys.decode(SCHEMA, damaged);
      } catch (CorruptKeyException expected) {
        assertThat(expected.getMessage()).isNotEmpty();
      }
    }
  }

  @Test
  void refusesRowsOfAnotherKindOrSchema() {
    byte[] row = RowKeys.itemKey(1, new PrimaryKey(new AttributeValue.S("a"), n("1")));
    KeySchema withoutSort = new KeySchema(SCHEMA.partitionKey(), null);
    assertThatThrownBy(() -> RowKeys.decode(withoutSort, row))
        .isInstanceOf(CorruptKeyException.class);
    row[19] = 1;
    assertThatThrownBy(() -> RowKeys.decode(SCHEMA, row)).isInstanceOf(CorruptKeyException.class);
    assertThat(RowKeys.kind(ScalarType.S, row)).isEqualTo(1);
  }

  private static AttributeValue n(String text) {
    return new AttributeValue.N(DynamoNumber.parse(text));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
