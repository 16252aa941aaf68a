package dev.stator.model.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.model.AttributeValue;
import dev.stator.model.RandomValues;
import dev.stator.model.ScalarType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RowRangesTest {
  private static final AttributeValue PARTITION = new AttributeValue.S("p");

  @ParameterizedTest
  @EnumSource(ScalarType.class)
  void sortConditionsSelectWhatTheySay(ScalarType type) {
    RandomValues random = new RandomValues(30 + type.ordinal());
    for (int round = 0; round < 200; round++) {
      List<AttributeValue> sorts = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        sorts.add(random.scalar(type));
      }
      AttributeValue a = sorts.get(round % 20);
      AttributeValue b = random.scalar(type);
      check(sorts, new SortCondition.All(), x -> true);
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

  private static void check(
      List<AttributeValue> sorts, SortCondition condition, Predicate<AttributeValue> expected) {
    ByteRange range = RowKeys.items(5, PARTITION, condition);
    for (AttributeValue sort : sorts) {
      assertThat(range.contains(RowKeys.itemKey(5, new PrimaryKey(PARTITION, sort))))
          .as("%s of %s", sort, condition)
          .isEqualTo(expected.test(sort));
      // Neighbours never get in, whatever their sort key.
      AttributeValue other = new AttributeValue.S("p\0");
      assertThat(range.contains(RowKeys.itemKey(5, new PrimaryKey(other, sort)))).isFalse();
      assertThat(range.contains(RowKeys.itemKey(6, new PrimaryKey(PARTITION, sort)))).isFalse();
    }
  }

  @Test
  void anItemWithoutSortKeyIsInTheRangeOfAll() {
    byte[] row = RowKeys.itemKey(5, new PrimaryKey(PARTITION, null));
    assertThat(RowKeys.items(5, PARTITION, SortCondition.All.ALL).contains(row)).isTrue();
  }

  @Test
  void aPartitionHoldsItsItemsAndNoMetaRows() {
    RandomValues random = new RandomValues(40);
    for (long id : new long[] {0, 1, 255, 256, Long.MAX_VALUE - 1, Long.MAX_VALUE}) {
      ByteRange rows = RowKeys.partition(id);
      for (int i = 0; i < 500; i++) {
        PrimaryKey key = new PrimaryKey(random.scalar(ScalarType.S), null);
        assertThat(rows.contains(RowKeys.itemKey(id, key))).isTrue();
        assertThat(rows.contains(RowKeys.itemKey(id ^ 1, key))).isFalse();
      }
      for (int kind = 0; kind < 256; kind++) {
        byte[] meta = RowKeys.metaKey(id, kind);
        assertThat(rows.contains(meta)).isFalse();
        assertThat(RowKeys.meta(id).contains(meta)).isTrue();
        assertThat(RowKeys.meta(id ^ 1).contains(meta)).isFalse();
        assertThat(RowKeys.allMeta().contains(meta)).isTrue();
        assertThat(RowKeys.partitionId(meta)).isEqualTo(id);
        assertThat(RowKeys.metaKind(meta)).isEqualTo(kind);
        byte[] side = RowKeys.sideKey(id, kind, (byte) 0xFF, (byte) kind);
        assertThat(rows.contains(side)).isFalse();
        assertThat(RowKeys.side(id).contains(side)).isTrue();
        assertThat(RowKeys.side(id ^ 1).contains(side)).isFalse();
        assertThat(RowKeys.side(id, kind).contains(side)).isTrue();
        assertThat(RowKeys.side(id, kind ^ 1).contains(side)).isFalse();
        assertThat(RowKeys.allMeta().contains(side)).isFalse();
        assertThat(RowKeys.partitionId(side)).isEqualTo(id);
        assertThat(RowKeys.sideKind(side)).isEqualTo(kind);
      }
    }
  }

  @Test
  void segmentsShareOutEveryHash() {
    for (int count : new int[] {1, 2, 3, 7, 1000, 1_000_000}) {
      long expected = 0;
      for (int i = 0; i < count; i++) {
        HashRange segment = HashRange.segment(i, count);
        assertThat(segment.from()).isEqualTo(expected);
        assertThat(segment.contains(segment.from())).isTrue();
        assertThat(segment.contains(segment.to())).isEqualTo(count == 1);
        assertThat(segment.contains(segment.to() - 1)).isTrue();
        expected = segment.to();
      }
      assertThat(expected).isZero();
    }
    assertThat(HashRange.segment(1, 2)).isEqualTo(new HashRange(Long.MIN_VALUE, 0));
    assertThat(HashRange.segment(1, 3).from()).isEqualTo(0x5555555555555555L);
  }

  @Test
  void hashRangesSelectItemsByTheirHash() {
    RandomValues random = new RandomValues(41);
    for (int i = 0; i < 2_000; i++) {
      AttributeValue key = random.scalar(ScalarType.N);
      long hash = RowKeys.hash(key);
      byte[] row = RowKeys.itemKey(3, new PrimaryKey(key, null));
      for (int s = 0; s < 5; s++) {
        HashRange segment = HashRange.segment(s, 5);
        assertThat(RowKeys.hashes(3, segment).contains(row)).isEqualTo(segment.contains(hash));
      }
    }
  }

  @Test
  void hashRangesIntersect() {
    HashRange low = HashRange.segment(0, 2);
    HashRange high = HashRange.segment(1, 2);
    HashRange middle = new HashRange(1L << 62, 3L << 62);
    assertThat(low.overlaps(high)).isFalse();
    assertThat(high.overlaps(low)).isFalse();
    assertThat(low.overlaps(middle)).isTrue();
    assertThat(high.overlaps(middle)).isTrue();
    assertThat(low.intersect(middle)).isEqualTo(new HashRange(1L << 62, Long.MIN_VALUE));
    assertThat(high.intersect(middle)).isEqualTo(new HashRange(Long.MIN_VALUE, 3L << 62));
    assertThat(high.intersect(HashRange.ALL)).isEqualTo(high);
    assertThat(HashRange.ALL.intersect(low)).isEqualTo(low);
  }

  @Test
  void pagesGoOnAfterTheLastKey() {
    byte[][] rows = new byte[10][];
    RandomValues random = new RandomValues(42);
    for (int i = 0; i < rows.length; i++) {
      rows[i] = RowKeys.itemKey(1, new PrimaryKey(PARTITION, random.scalar(ScalarType.B)));
    }
    ByteRange all = RowKeys.items(1, PARTITION, SortCondition.All.ALL);
    for (byte[] start : rows) {
      for (byte[] row : rows) {
        int order = Arrays.compareUnsigned(row, start);
        assertThat(all.startingAfter(start, false).contains(row)).isEqualTo(order > 0);
        assertThat(all.startingAfter(start, true).contains(row)).isEqualTo(order < 0);
      }
    }
    byte[] before = RowKeys.itemKey(0, new PrimaryKey(PARTITION, null));
    byte[] behind = RowKeys.itemKey(2, new PrimaryKey(PARTITION, null));
    assertThat(all.after(before)).isEqualTo(all);
    assertThat(all.before(behind)).isEqualTo(all);
    assertThat(all.after(behind).isEmpty()).isTrue();
    assertThat(all.before(before).isEmpty()).isTrue();
  }

  @Test
  void aCopyOfARowMovesToAnotherPartition() {
    PrimaryKey key = new PrimaryKey(PARTITION, new AttributeValue.S("s"));
    assertThat(RowKeys.inPartition(RowKeys.itemKey(1, key), 2)).isEqualTo(RowKeys.itemKey(2, key));
    assertThat(RowKeys.inPartition(RowKeys.metaKey(1, 4), 2)).isEqualTo(RowKeys.metaKey(2, 4));
  }

  private static int compare(AttributeValue a, AttributeValue b) {
    return a instanceof AttributeValue.N n
        ? n.value().toBigDecimal().compareTo(((AttributeValue.N) b).value().toBigDecimal())
        : Arrays.compareUnsigned(raw(a), raw(b));
  }

  private static byte[] raw(AttributeValue value) {
    return value instanceof AttributeValue.S s
        ? s.value().getBytes(StandardCharsets.UTF_8)
        : ((AttributeValue.B) value).value().bytes();
  }

  private static boolean startsWith(byte[] bytes, byte[] prefix) {
    return bytes.length >= prefix.length
        && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }
}
