package dev.stator.model.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.model.AttributeValue;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.RandomValues;
import dev.stator.model.ScalarType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeyOrderTest {
  @ParameterizedTest
  @EnumSource(ScalarType.class)
  void bytesComeInTheOrderOfTheValues(ScalarType type) {
    RandomValues random = new RandomValues(type.ordinal());
    for (int i = 0; i < 50_000; i++) {
      AttributeValue a = random.scalar(type);
      AttributeValue b = random.scalar(type);
      int expected = Integer.signum(compare(a, b));
      assertThat(order(KeyEncoding.encodeLast(a), KeyEncoding.encodeLast(b)))
          .as("%s and %s", a, b)
          .isEqualTo(expected);
      assertThat(order(KeyEncoding.encodeDelimited(a), KeyEncoding.encodeDelimited(b)))
          .as("%s and %s", a, b)
          .isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @EnumSource(ScalarType.class)
  void delimitedKeysAreNeverThePrefixOfAnother(ScalarType type) {
    RandomValues random = new RandomValues(10 + type.ordinal());
    for (int i = 0; i < 20_000; i++) {
      byte[] a = KeyEncoding.encodeDelimited(random.scalar(type));
      byte[] b = KeyEncoding.encodeDelimited(random.scalar(type));
      int mismatch = Arrays.mismatch(a, b);
      assertThat(mismatch == -1 || mismatch < Math.min(a.length, b.length)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(ScalarType.class)
  void rowKeysReadBack(ScalarType type) {
    RandomValues random = new RandomValues(20 + type.ordinal());
    for (ScalarType sortType : ScalarType.values()) {
      KeySchema both = new KeySchema(new KeyAttribute("p", type), new KeyAttribute("s", sortType));
      KeySchema one = new KeySchema(new KeyAttribute("p", type), null);
      for (int i = 0; i < 10_000; i++) {
        PrimaryKey key = new PrimaryKey(random.scalar(type), random.scalar(sortType));
        byte[] row = RowKeys.itemKey(i, key);
        assertThat(RowKeys.decode(both, row)).isEqualTo(key);
        assertThat(RowKeys.partitionId(row)).isEqualTo(i);
        assertThat(RowKeys.rowHash(row)).isEqualTo(RowKeys.hash(key.partition()));
        assertThat(RowKeys.kind(type, row)).isEqualTo(RowKeys.ITEM);
        PrimaryKey partitionOnly = new PrimaryKey(key.partition(), null);
        assertThat(RowKeys.decode(one, RowKeys.itemKey(i, partitionOnly))).isEqualTo(partitionOnly);
      }
    }
  }

  private static int order(byte[] a, byte[] b) {
    return Integer.signum(Arrays.compareUnsigned(a, b));
  }

  /** DynamoDB's order, said as plainly as possible. */
  private static int compare(AttributeValue a, AttributeValue b) {
    return switch (a) {
      case AttributeValue.S s ->
          Arrays.compareUnsigned(
              s.value().getBytes(StandardCharsets.UTF_8),
              ((AttributeValue.S) b).value().getBytes(StandardCharsets.UTF_8));
      case AttributeValue.N n ->
          n.value().toBigDecimal().compareTo(((AttributeValue.N) b).value().toBigDecimal());
      case AttributeValue.B bytes -> bytes.value().compareTo(((AttributeValue.B) b).value());
      default -> throw new IllegalArgumentException();
    };
  }
}
