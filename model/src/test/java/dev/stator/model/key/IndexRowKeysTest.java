package dev.stator.model.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.model.AttributeValue;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.RandomValues;
import dev.stator.model.ScalarType;
import dev.stator.model.index.IndexKeys;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IndexRowKeysTest {
  private static final KeySchema TABLE =
      new KeySchema(new KeyAttribute("p", ScalarType.S), new KeyAttribute("s", ScalarType.B));

  private final RandomValues values = new RandomValues(50);
  private final Random random = new Random(51);

  @ParameterizedTest
  @EnumSource(ScalarType.class)
  void localRowsGiveTheirKeysBack(ScalarType type) {
    KeyAttribute sort = new KeyAttribute("i", type);
    for (int round = 0; round < 2_000; round++) {
      PrimaryKey item = item(TABLE);
      AttributeValue indexSort = values.scalar(type);
      byte[] row = IndexRowKeys.local(round, round % 5, indexSort, item);
      assertThat(IndexRowKeys.decodeLocal(TABLE, round % 5, sort, row))
          .isEqualTo(new IndexKey(List.of(item.partition()), List.of(indexSort), item));
      assertThat(RowKeys.rowHash(row)).isEqualTo(RowKeys.hash(item.partition()));
      assertThat(RowKeys.kind(ScalarType.S, row)).isEqualTo(1 + round % 5);
      assertThat(RowKeys.partition(round).contains(row)).isTrue();
      assertThatThrownBy(() -> RowKeys.decode(TABLE, row)).isInstanceOf(CorruptKeyException.class);
      assertThatThrownBy(() -> IndexRowKeys.decodeLocal(TABLE, 5, sort, row))
          .isInstanceOf(CorruptKeyException.class);
    }
  }

  @Test
  void globalRowsGiveTheirKeysBack() {
    for (int round = 0; round < 5_000; round++) {
      IndexKeys keys = keys();
      KeySchema table = random.nextBoolean() ? TABLE : new KeySchema(TABLE.partitionKey(), null);
      IndexKey key = key(keys, table);
      byte[] row = IndexRowKeys.global(round, key);
      assertThat(IndexRowKeys.decodeGlobal(table, keys, row)).isEqualTo(key);
      assertThat(RowKeys.rowHash(row)).isEqualTo(IndexRowKeys.hash(key.partition()));
      assertThat(RowKeys.partition(round).contains(row)).isTrue();
    }
  }

  @Test
  void globalRowsSortByTheirKeysInTurn() {
    for (int round = 0; round < 5_000; round++) {
      IndexKeys keys = keys();
      IndexKey one = key(keys, TABLE);
      IndexKey other = new IndexKey(one.partition(), sorts(keys), item(TABLE));
      assertThat(Arrays.compareUnsigned(IndexRowKeys.global(1, one), IndexRowKeys.global(1, other)))
          .matches(
              order -> Integer.signum(order) == Integer.signum(order(keys.sort(), one, other)));
    }
  }

  @ParameterizedTest
  @EnumSource(ScalarType.class)
  void conditionsSelectWhatTheySay(ScalarType type) {
    for (int round = 0; round < 200; round++) {
      List<AttributeValue> sorts = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        sorts.add(values.scalar(type));
      }
      AttributeValue a = sorts.get(round % 20);
      AttributeValue b = values.scalar(type);
      check(sorts, SortCondition.All.ALL, x -> true);
      check(sorts, new SortCondition.Equal(a), x -> compare(x, a) == 0);
      check(sorts, new SortCondition.Less(a), x -> compare(x, a) < 0);
      check(sorts, new SortCondition.LessOrEqual(a), x -> compare(x, a) <= 0);
      check(sorts, new SortCondition.Greater(a), x -> compare(x, a) > 0);
      check(sorts, new SortCondition.GreaterOrEqual(a), x -> compare(x, a) >= 0);
      check(sorts, new SortCondition.Between(a, b), x -> compare(x, a) >= 0 && compare(x, b) <= 0);
      if (type != ScalarType.N) {
        check(sorts, new SortCondition.BeginsWith(b), x -> startsWith(raw(x), raw(b)));
      }
    }
  }

  private void check(
      List<AttributeValue> sorts, SortCondition condition, Predicate<AttributeValue> expected) {
    PrimaryKey item = item(TABLE);
    AttributeValue partition = item.partition();
    AttributeValue first = values.scalar(ScalarType.N);
    AttributeValue behind = values.scalar(ScalarType.B);
    ByteRange local = IndexRowKeys.local(5, 3, partition, condition);
    ByteRange global = IndexRowKeys.global(5, List.of(first, partition), List.of(first), condition);
    for (AttributeValue sort : sorts) {
      boolean in = expected.test(sort);
      assertThat(local.contains(IndexRowKeys.local(5, 3, sort, item)))
          .as("%s of %s", sort, condition)
          .isEqualTo(in);
      assertThat(local.contains(IndexRowKeys.local(5, 2, sort, item))).isFalse();
      assertThat(local.contains(IndexRowKeys.local(5, 4, sort, item))).isFalse();
      assertThat(local.contains(RowKeys.itemKey(5, item))).isFalse();
      assertThat(local.contains(RowKeys.collectionKey(5, partition))).isFalse();
      IndexKey key = new IndexKey(List.of(first, partition), List.of(first, sort, behind), item);
      assertThat(global.contains(IndexRowKeys.global(5, key)))
          .as("%s of %s", sort, condition)
          .isEqualTo(in);
    }
  }

  @Test
  void damagedRowsEndInOneException() {
    for (int round = 0; round < 50_000; round++) {
      IndexKeys keys = keys();
      byte[] row = IndexRowKeys.global(round, key(keys, TABLE));
      row[random.nextInt(row.length)] ^= (byte) (1 << random.nextInt(8));
      byte[] damaged = Arrays.copyOf(row, random.nextInt(row.length + 1));
      try {
        IndexRowKeys.decodeGlobal(TABLE, keys, damaged);
      } catch (CorruptKeyException expected) {
        assertThat(expected.getMessage()).isNotEmpty();
      }
    }
  }

  private IndexKeys keys() {
    return new IndexKeys(attributes(1 + random.nextInt(4)), attributes(random.nextInt(5)));
  }

  private List<KeyAttribute> attributes(int count) {
    List<KeyAttribute> attributes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      attributes.add(new KeyAttribute("a" + i, ScalarType.values()[random.nextInt(3)]));
    }
    return attributes;
  }

  private IndexKey key(IndexKeys keys, KeySchema table) {
    return new IndexKey(
        keys.partition().stream().map(k -> values.scalar(k.type())).toList(),
        sorts(keys),
        item(table));
  }

  private List<AttributeValue> sorts(IndexKeys keys) {
    return keys.sort().stream().map(k -> values.scalar(k.type())).toList();
  }

  private PrimaryKey item(KeySchema table) {
    KeyAttribute sort = table.sortKey();
    @Nullable AttributeValue value = sort == null ? null : values.scalar(sort.type());
    return new PrimaryKey(values.scalar(table.partitionKey().type()), value);
  }

  private static int order(List<KeyAttribute> sorts, IndexKey one, IndexKey other) {
    for (int i = 0; i < sorts.size(); i++) {
      int order = compare(one.sort().get(i), other.sort().get(i));
      if (order != 0) {
        return order;
      }
    }
    int order = compare(one.item().partition(), other.item().partition());
    return order != 0 ? order : Arrays.compareUnsigned(sort(one.item()), sort(other.item()));
  }

  private static byte[] sort(PrimaryKey item) {
    AttributeValue sort = item.sort();
    return sort == null ? new byte[0] : raw(sort);
  }

  private static int compare(AttributeValue a, AttributeValue b) {
    return a instanceof AttributeValue.N n
        ? n.value().toBigDecimal().compareTo(((AttributeValue.N) b).value().toBigDecimal())
        : Arrays.compareUnsigned(raw(a), raw(b));
  }

  private static byte[] raw(AttributeValue value) {
    return KeyEncoding.raw(value);
  }

  private static boolean startsWith(byte[] bytes, byte[] prefix) {
    return bytes.length >= prefix.length
        && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }
}
