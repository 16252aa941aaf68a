package dev.stator.router.transaction;

import dev.stator.model.AttributeValue;
import dev.stator.model.Binary;
import dev.stator.model.DynamoNumber;
import dev.stator.model.Item;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger knows of a transaction, version 1: {@code docs/formats/ledger-1.md}.
 *
 * @param key of the client's token, or random
 * @param attempt that is under way or done
 * @param digest of the request
 * @param alone whether one partition carries it out by itself, and knows what became of it
 * @param partitions that take part
 * @param beganMs when, by its coordinator's clock
 * @param readUnits what it costs to read the items, by table, once it is committed
 */
record LedgerItem(
    Binary key,
    long attempt,
    Binary digest,
    State state,
    boolean alone,
    List<Long> partitions,
    long beganMs,
    SortedMap<String, Double> readUnits) {
  static final String KEY = "id";
  static final String ATTEMPT = "attempt";
  static final String STATE = "state";
  private static final int VERSION = 1;

  LedgerItem {
    partitions = List.copyOf(partitions);
  }

  /** Where a transaction stands. One that is cancelled has no item. */
  enum State {
    /** Not decided, or, when one partition does all, known there alone. */
    PENDING,
    /** It will be done, whoever finishes it. */
    COMMITTED,
    /** Every partition has done its part. */
    DONE
  }

  LedgerItem with(State next, SortedMap<String, Double> units) {
    return new LedgerItem(key, attempt, digest, next, alone, partitions, beganMs, units);
  }

  Item toItem() {
    Map<String, AttributeValue> attributes = new LinkedHashMap<>();
    attributes.put(KEY, new AttributeValue.B(key));
    attributes.put("v", number(VERSION));
    attributes.put(ATTEMPT, number(attempt));
    attributes.put("digest", new AttributeValue.B(digest));
    attributes.put(STATE, new AttributeValue.S(state.name()));
    attributes.put("alone", new AttributeValue.Bool(alone));
    List<AttributeValue> ids = new ArrayList<>();
    partitions.forEach(id -> ids.add(number(id)));
    attributes.put("partitions", new AttributeValue.L(ids));
    attributes.put("began", number(beganMs));
    Map<String, AttributeValue> units = new LinkedHashMap<>();
    // Halves of a unit are whole.
    readUnits.forEach((table, count) -> units.put(table, number(Math.round(2 * count))));
    attributes.put("halves", new AttributeValue.M(units));
    return Item.owning(attributes);
  }

  /** Null when it was written by a newer version, which somebody else has to deal with. */
  static @Nullable LedgerItem fromItem(Item item) {
    if (longOf(item.get("v")) != VERSION) {
      return null;
    }
    List<Long> partitions = new ArrayList<>();
    if (item.get("partitions") instanceof AttributeValue.L list) {
      list.value().forEach(id -> partitions.add(longOf(id)));
    }
    SortedMap<String, Double> units = new TreeMap<>();
    if (item.get("halves") instanceof AttributeValue.M map) {
      map.value().forEach((table, halves) -> units.put(table, longOf(halves) / 2.0));
    }
    return new LedgerItem(
        bytesOf(item.get(KEY)),
        longOf(item.get(ATTEMPT)),
        bytesOf(item.get("digest")),
        item.get(STATE) instanceof AttributeValue.S state
            ? State.valueOf(state.value())
            : State.PENDING,
        item.get("alone") instanceof AttributeValue.Bool alone && alone.value(),
        partitions,
        longOf(item.get("began")),
        units);
  }

  static AttributeValue number(long value) {
    return new AttributeValue.N(DynamoNumber.of(value));
  }

  private static long longOf(@Nullable AttributeValue value) {
    return value instanceof AttributeValue.N n ? n.value().longValue() : 0;
  }

  private static Binary bytesOf(@Nullable AttributeValue value) {
    return value instanceof AttributeValue.B b ? b.value() : new Binary(new byte[0]);
  }
}
