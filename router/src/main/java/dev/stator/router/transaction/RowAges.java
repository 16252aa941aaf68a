package dev.stator.router.transaction;

import dev.stator.base.Bytes;
import dev.stator.model.AttributeValue;
import dev.stator.model.Binary;
import dev.stator.model.DynamoNumber;
import dev.stator.model.Item;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How long rows of one partition have been there at least, told by clocks of durations alone. What
 * is known are marks: each says that every row up to a sequence had been written when this
 * process's clock showed some time.
 *
 * <p>A mark is a fact of the partition's log. It stays true whoever leads, whatever wall clocks do,
 * and for whoever takes it over as the age that it had when it was written down. So it does not
 * matter which of two writers came last, or when: whatever is lost of marks makes rows look
 * younger, never older. Belongs to one executor.
 */
final class RowAges {
  static final int MARKS_MAX = 16;

  private static final byte[] KEY = "ages".getBytes(StandardCharsets.US_ASCII);
  private static final String FORMAT = "format";
  private static final String SEQUENCES = "sequences";
  private static final String MILLIS = "millis";
  private static final int VERSION = 1;
  private static final long NANOS_A_MILLI = 1_000_000;

  /** Far longer than anything is kept, and far from where nanoseconds overflow. */
  private static final long AGE_MILLIS_MAX = 1L << 40;

  /** In rising order of both; whichever is higher and older than another says all that it does. */
  private final List<Mark> marks = new ArrayList<>();

  private record Mark(long sequence, long sinceNanos) {}

  /**
   * Every row up to a sequence had been written by then.
   *
   * @param sinceNanos as this process's clock has it
   */
  void add(long sequence, long sinceNanos) {
    for (Mark mark : marks) {
      if (mark.sequence() >= sequence && mark.sinceNanos() - sinceNanos <= 0) {
        return;
      }
    }
    marks.removeIf(mark -> mark.sequence() <= sequence && mark.sinceNanos() - sinceNanos >= 0);
    int at = 0;
    while (at < marks.size() && marks.get(at).sequence() < sequence) {
      at++;
    }
    marks.add(at, new Mark(sequence, sinceNanos));
    if (marks.size() > MARKS_MAX) {
      thin();
    }
  }

  /** Does without the mark whose neighbours are closest: that makes rows younger by the least. */
  private void thin() {
    int least = 1;
    for (int i = 2; i < marks.size() - 1; i++) {
      if (gap(i) < gap(least)) {
        least = i;
      }
    }
    marks.remove(least);
  }

  private long gap(int i) {
    return marks.get(i + 1).sinceNanos() - marks.get(i - 1).sinceNanos();
  }

  /** The sequence of the last row that has certainly been there so long; -1 when none has. */
  long olderThan(long nowNanos, long nanos) {
    long sequence = -1;
    for (Mark mark : marks) {
      if (nowNanos - mark.sinceNanos() >= nanos) {
        sequence = mark.sequence();
      }
    }
    return sequence;
  }

  /** Forgets marks that say less than another one which is as old as anybody wants to know. */
  void trim(long nowNanos, long nanos) {
    while (marks.size() > 1 && nowNanos - marks.get(1).sinceNanos() >= nanos) {
      marks.removeFirst();
    }
  }

  int size() {
    return marks.size();
  }

  /** Where the ages of a partition's rows are written down: no transaction has such a key. */
  static Binary key(long partition) {
    byte[] key = Arrays.copyOf(KEY, KEY.length + Long.BYTES);
    Bytes.putLong(key, KEY.length, partition);
    return new Binary(key);
  }

  /** The partition whose ages an item is about; -1 when it is about something else. */
  static long partition(Item item) {
    return item.get(LedgerItem.KEY) instanceof AttributeValue.B key
            && key.value().bytes().length == KEY.length + Long.BYTES
            && Arrays.equals(key.value().bytes(), 0, KEY.length, KEY, 0, KEY.length)
        ? Bytes.getLong(key.value().bytes(), KEY.length)
        : -1;
  }

  /** The marks with the ages that they have now. */
  Item toItem(long partition, long nowNanos) {
    List<AttributeValue> sequences = new ArrayList<>();
    List<AttributeValue> millis = new ArrayList<>();
    for (Mark mark : marks) {
      sequences.add(number(mark.sequence()));
      millis.add(number(Math.floorDiv(nowNanos - mark.sinceNanos(), NANOS_A_MILLI)));
    }
    Map<String, AttributeValue> attributes = new LinkedHashMap<>();
    attributes.put(LedgerItem.KEY, new AttributeValue.B(key(partition)));
    attributes.put(FORMAT, number(VERSION));
    attributes.put(SEQUENCES, new AttributeValue.L(sequences));
    attributes.put(MILLIS, new AttributeValue.L(millis));
    return Item.owning(attributes);
  }

  /**
   * Learns what somebody wrote down. What is of a newer version says nothing.
   *
   * @param nowNanos after it was read
   */
  void addAll(Item item, long nowNanos) {
    List<AttributeValue> sequences = list(item.get(SEQUENCES));
    List<AttributeValue> millis = list(item.get(MILLIS));
    if (longOf(item.get(FORMAT)) != VERSION || sequences.size() != millis.size()) {
      return;
    }
    for (int i = 0; i < sequences.size(); i++) {
      long sequence = longOf(sequences.get(i));
      long ageMillis = longOf(millis.get(i));
      if (sequence >= 0 && ageMillis >= 0 && ageMillis < AGE_MILLIS_MAX) {
        add(sequence, nowNanos - ageMillis * NANOS_A_MILLI);
      }
    }
  }

  private static List<AttributeValue> list(@Nullable AttributeValue value) {
    return value instanceof AttributeValue.L list ? list.value() : List.of();
  }

  private static AttributeValue number(long value) {
    return new AttributeValue.N(DynamoNumber.of(value));
  }

  private static long longOf(@Nullable AttributeValue value) {
    return value instanceof AttributeValue.N n ? n.value().longValue() : -1;
  }
}
