package dev.stator.model.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.model.AttributeValue;
import dev.stator.model.Binary;
import dev.stator.model.DynamoNumber;
import dev.stator.model.Item;
import dev.stator.model.RandomValues;
import dev.stator.model.ScalarType;
import dev.stator.model.capacity.CapacityUnits.ReadMode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CapacityTest {
  @ParameterizedTest
  @CsvSource({
    "0,1",
    "1,2",
    "-1,3",
    "10,2",
    "12,2",
    "-12,3",
    "100,2",
    "123,3",
    "1234,3",
    "12345,4",
    "1.2,3",
    "0.5,2",
    "0.05,2",
    "0.12,2",
    "0.012,3",
    "1e125,2",
    "1e-130,2",
    "3.14,3",
    "99999999999999999999999999999999999999,20",
    "-9.9999999999999999999999999999999999999,22"
  })
  void numbersCountPairsOfDigits(String number, int bytes) {
    assertThat(ItemSizes.of(DynamoNumber.parse(number))).isEqualTo(bytes);
  }

  @Test
  void everyTypeHasItsSize() {
    AttributeValue text = new AttributeValue.S("aé\u20AC\uD83D\uDE00");
    assertThat(ItemSizes.of(text)).isEqualTo(10);
    assertThat(ItemSizes.of(new AttributeValue.S(""))).isZero();
    assertThat(ItemSizes.of(new AttributeValue.B(new Binary(new byte[7])))).isEqualTo(7);
    assertThat(ItemSizes.of(new AttributeValue.Bool(false))).isEqualTo(1);
    assertThat(ItemSizes.of(AttributeValue.Null.NULL)).isEqualTo(1);
    assertThat(ItemSizes.of(new AttributeValue.L(List.of()))).isEqualTo(3);
    assertThat(ItemSizes.of(new AttributeValue.M(Map.of()))).isEqualTo(3);
    assertThat(ItemSizes.of(new AttributeValue.L(List.of(text, text)))).isEqualTo(3 + 11 + 11);
    assertThat(ItemSizes.of(new AttributeValue.M(Map.of("key", text)))).isEqualTo(3 + 1 + 3 + 10);
    assertThat(ItemSizes.of(new AttributeValue.SS(Set.of("ab", "c")))).isEqualTo(3);
    assertThat(ItemSizes.of(new AttributeValue.BS(Set.of(new Binary(new byte[4]))))).isEqualTo(4);
    assertThat(
            ItemSizes.of(new AttributeValue.NS(Set.of(DynamoNumber.of(1), DynamoNumber.of(12345)))))
        .isEqualTo(6);
    assertThat(ItemSizes.of(new Item(Map.of("né", text, "b", AttributeValue.Null.NULL))))
        .isEqualTo(3 + 10 + 1 + 1);
  }

  @Test
  void textIsCountedAsItIsEncoded() {
    RandomValues random = new RandomValues(50);
    for (int i = 0; i < 20_000; i++) {
      String text = ((AttributeValue.S) random.scalar(ScalarType.S)).value();
      String cut = text.isEmpty() ? text : text.substring(1);
      assertThat(ItemSizes.utf8(text)).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
      assertThat(ItemSizes.utf8(cut)).isEqualTo(cut.getBytes(StandardCharsets.UTF_8).length);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0,EVENTUAL,0.5",
    "0,STRONG,1",
    "0,TRANSACTIONAL,2",
    "1,EVENTUAL,0.5",
    "4096,STRONG,1",
    "4096,EVENTUAL,0.5",
    "4097,EVENTUAL,1",
    "4097,STRONG,2",
    "4097,TRANSACTIONAL,4",
    "409600,STRONG,100",
    "409600,EVENTUAL,50",
    "12288,EVENTUAL,1.5",
    "1048576,STRONG,256"
  })
  void reads(int bytes, ReadMode mode, double units) {
    assertThat(CapacityUnits.read(bytes, mode)).isEqualTo(units);
    assertThat(CapacityUnits.readPage(bytes, mode)).isEqualTo(units);
  }

  @ParameterizedTest
  @CsvSource({
    "0,0,1",
    "0,1,1",
    "0,1024,1",
    "0,1025,2",
    "1024,1,1",
    "2049,1,3",
    "1,2049,3",
    "2049,0,3",
    "0,409600,400",
    "409600,409600,400"
  })
  void writes(int oldBytes, int newBytes, double units) {
    assertThat(CapacityUnits.write(oldBytes, newBytes)).isEqualTo(units);
    assertThat(CapacityUnits.transactionalWrite(oldBytes, newBytes)).isEqualTo(2 * units);
  }

  @Test
  void aFailedConditionCostsWhatTheItemThatIsThereWouldCost() {
    assertThat(CapacityUnits.failedWrite(0)).isEqualTo(1);
    assertThat(CapacityUnits.failedWrite(1024)).isEqualTo(1);
    assertThat(CapacityUnits.failedWrite(3000)).isEqualTo(3);
  }
}
