package dev.stator.lab.streams;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.OperationType;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.StreamRecord;

/**
 * What a reader saw of each item: every record must begin where the one before ended. A record that
 * is missing, comes twice or out of order breaks its item's chain.
 */
final class Chains {
  private final Map<String, Map<String, AttributeValue>> items = new TreeMap<>();
  private final Set<String> eventIds = new HashSet<>();
  private final Set<String> values = new HashSet<>();
  private int records;

  synchronized void add(Record record) {
    StreamRecord change = record.dynamodb();
    String key = change.keys().get("k").s();
    Map<String, AttributeValue> before = items.getOrDefault(key, Map.of());
    Map<String, AttributeValue> old = change.hasOldImage() ? change.oldImage() : Map.of();
    Map<String, AttributeValue> now = change.hasNewImage() ? change.newImage() : Map.of();
    require(old.equals(before), "it does not follow " + before, record);
    require(!now.equals(old), "nothing has changed", record);
    OperationType expected =
        now.isEmpty()
            ? OperationType.REMOVE
            : old.isEmpty() ? OperationType.INSERT : OperationType.MODIFY;
    require(record.eventName() == expected, "that is a " + expected, record);
    require(eventIds.add(record.eventID()), "its id is another record's", record);
    if (now.containsKey("v")) {
      require(values.add(now.get("v").s()), "its value has been seen", record);
    }
    items.put(key, now);
    records++;
  }

  private static void require(boolean holds, String otherwise, Record record) {
    if (!holds) {
      throw new AssertionError(otherwise + ": " + record);
    }
  }

  synchronized int records() {
    return records;
  }

  /** The item as the last record left it; empty when it is not there. */
  synchronized Map<String, AttributeValue> item(String key) {
    return items.getOrDefault(key, Map.of());
  }

  synchronized boolean saw(String value) {
    return values.contains(value);
  }
}
