package dev.stator.node.ttl;

import dev.stator.model.AttributeValue;
import dev.stator.model.DynamoNumber;
import dev.stator.model.item.ItemView;

/**
 * Which items are expired: those whose attribute is a number, of seconds since 1970, that has
 * passed, but by no more than five years. Source: "Using time to live (TTL) in DynamoDB" in the
 * service's documentation. Pure.
 */
public final class Expiry {
  private static final long SECOND_MS = 1_000;

  /** Five years, one or two of them leap years. */
  private static final long PAST_SECONDS_MAX = (5 * 365 + 1) * 86_400L;

  private Expiry() {}

  public static boolean expired(ItemView item, String attribute, long nowMs) {
    if (!(item.get(attribute) instanceof AttributeValue.N number)) {
      return false;
    }
    long now = Math.floorDiv(nowMs, SECOND_MS);
    DynamoNumber second = number.value();
    return second.compareTo(DynamoNumber.of(now)) < 0
        && second.compareTo(DynamoNumber.of(now - PAST_SECONDS_MAX)) >= 0;
  }
}
