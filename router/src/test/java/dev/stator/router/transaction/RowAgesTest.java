package dev.stator.router.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.base.SeededRandom;
import dev.stator.model.AttributeValue;
import dev.stator.model.Binary;
import dev.stator.model.DynamoNumber;
import dev.stator.model.Item;
import dev.stator.model.item.ItemCodec;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowAgesTest {
  private static final long SECOND = 1_000_000_000L;

  /** Marks as sequence@second, and the question: which row has been there for 100 s at 1000 s. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          | -1
          5@901 | -1
          5@900 | 5
          5@800 9@950 | 5
          5@800 9@900 12@950 | 9
          9@800 5@950 | 9
          9@950 5@800 | 5
          9@950 9@800 | 9
          9@800 5@700 | 9
          5@700 9@700 | 9
          """)
  void aRowIsAsOldAsTheFirstMarkBehindIt(String marks, long sequence) {
    RowAges ages = new RowAges();
    if (marks != null) {
      for (String mark : marks.split(" ", -1)) {
        String[] parts = mark.split("@", -1);
        ages.add(Long.parseLong(parts[0]), Long.parseLong(parts[1]) * SECOND);
      }
    }
    assertThat(ages.olderThan(1_000 * SECOND, 100 * SECOND)).isEqualTo(sequence);
  }

  @Test
  void clocksOfDurationsMayShowAnything() {
    RowAges ages = new RowAges();
    long began = Long.MAX_VALUE - 10 * SECOND;
    ages.add(7, began);
    assertThat(ages.olderThan(began + 20 * SECOND, 20 * SECOND)).isEqualTo(7);
    assertThat(ages.olderThan(began + 20 * SECOND, 21 * SECOND)).isEqualTo(-1);
  }

  /** Whatever is left out, and in whatever order it is learnt: no row looks older than it is. */
  @Test
  void marksAreBoundedAndNeverMakeARowOlder() {
    SeededRandom random = new SeededRandom(7);
    for (int round = 0; round < 200; round++) {
      RowAges ages = new RowAges();
      RowAges other = new RowAges();
      // Row n was written at second n.
      long now = 0;
      for (int step = 0; step < 80; step++) {
        now += 1 + random.nextInt(40);
        RowAges one = random.chance(0.7) ? ages : other;
        long late = random.nextInt(20);
        one.add(now, (now + late) * SECOND);
        now += late;
        if (random.chance(0.2)) {
          // As a process whose clock has another origin.
          long shift = random.nextLong() >> 3;
          other.addAll(ages.toItem(1, now * SECOND), now * SECOND);
          RowAges restarted = new RowAges();
          restarted.addAll(other.toItem(1, now * SECOND), now * SECOND + shift);
          for (long age = 0; age < 700; age += 30) {
            long found = restarted.olderThan(now * SECOND + shift, age * SECOND);
            assertThat(found).isLessThanOrEqualTo(Math.max(-1, now - age));
          }
        }
        if (random.chance(0.3)) {
          ages.trim(now * SECOND, 600 * SECOND);
        }
        assertThat(ages.size()).isLessThanOrEqualTo(RowAges.MARKS_MAX);
        for (long age = 0; age < 700; age += 30) {
          assertThat(ages.olderThan(now * SECOND, age * SECOND))
              .isLessThanOrEqualTo(Math.max(-1, now - age));
        }
      }
      assertThat(ages.olderThan((now + 1_000) * SECOND, 600 * SECOND)).isPositive();
    }
  }

  /** With a mark a minute nothing is left out of ten minutes. */
  @Test
  void trimmingKeepsWhatIsStillAskedFor() {
    RowAges ages = new RowAges();
    for (int minute = 1; minute <= 100; minute++) {
      long now = minute * 60 * SECOND;
      ages.add(minute, now);
      ages.trim(now, 600 * SECOND);
      assertThat(ages.size()).isLessThanOrEqualTo(12);
      assertThat(ages.olderThan(now, 600 * SECOND)).isEqualTo(minute > 10 ? minute - 10 : -1);
      assertThat(ages.olderThan(now, 60 * SECOND)).isEqualTo(minute > 1 ? minute - 1 : -1);
    }
  }

  @Test
  void notesOfVersion1NeverChange() {
    RowAges ages = new RowAges();
    ages.add(5, 10 * SECOND);
    ages.add(9, 12 * SECOND + 1);
    Item note = ages.toItem(258, 14 * SECOND);
    byte[] key = {'a', 'g', 'e', 's', 0, 0, 0, 0, 0, 0, 1, 2};
    Map<String, AttributeValue> expected = new LinkedHashMap<>();
    expected.put("id", new AttributeValue.B(new Binary(key)));
    expected.put("format", number(1));
    expected.put("sequences", new AttributeValue.L(List.of(number(5), number(9))));
    expected.put("millis", new AttributeValue.L(List.of(number(4_000), number(1_999))));
    assertThat(HexFormat.of().formatHex(ItemCodec.encode(note)))
        .isEqualTo(HexFormat.of().formatHex(ItemCodec.encode(new Item(expected))));
    assertThat(RowAges.partition(note)).isEqualTo(258);
    assertThat(LedgerItem.fromItem(note)).as("no transaction").isNull();
  }

  @Test
  void whatIsNoNoteSaysNothing() {
    RowAges ages = new RowAges();
    ages.add(5, 0);
    Item note = ages.toItem(1, SECOND);
    List<Item> others = new ArrayList<>();
    others.add(note.with("format", number(2)));
    others.add(note.with("millis", new AttributeValue.L(List.of())));
    others.add(note.with("millis", new AttributeValue.L(List.of(number(-1)))));
    others.add(note.with("millis", new AttributeValue.L(List.of(number(Long.MAX_VALUE)))));
    others.add(note.with("sequences", new AttributeValue.L(List.of(number(-1)))));
    others.add(note.without("sequences"));
    for (Item other : others) {
      RowAges learnt = new RowAges();
      learnt.addAll(other, 0);
      assertThat(learnt.size()).isZero();
    }
    assertThat(RowAges.partition(new Item(Map.of("id", new AttributeValue.S("ages")))))
        .isEqualTo(-1);
    assertThat(RowAges.partition(new Item(Map.of("id", binary(16))))).isEqualTo(-1);
    assertThat(RowAges.partition(new Item(Map.of("id", binary(12))))).isEqualTo(-1);
  }

  private static AttributeValue binary(int length) {
    return new AttributeValue.B(new Binary(new byte[length]));
  }

  private static AttributeValue number(long value) {
    return new AttributeValue.N(DynamoNumber.of(value));
  }
}
