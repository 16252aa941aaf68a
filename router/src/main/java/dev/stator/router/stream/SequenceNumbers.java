package dev.stator.router.stream;

import dev.stator.cluster.change.ChangePlace;
import org.jspecify.annotations.Nullable;

/**
 * Sequence numbers: the log index of a change and its position in the entry (5 digits), as one
 * decimal number of 21 digits. They grow along a shard and its descendants.
 */
final class SequenceNumbers {
  private static final int DIGITS = 21;
  private static final int POSITION_DIGITS = 5;
  private static final long INDEX_MAX = 9_999_999_999_999_999L;

  private SequenceNumbers() {}

  static String of(ChangePlace place) {
    if (place.index() > INDEX_MAX) {
      throw new IllegalStateException("a log of more than " + INDEX_MAX + " entries");
    }
    return "%016d%05d".formatted(place.index(), place.position());
  }

  /** The place that a sequence number means, or null when it is none of ours. */
  static @Nullable ChangePlace parse(String text) {
    if (text.length() != DIGITS || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return null;
    }
    int position = Integer.parseInt(text.substring(DIGITS - POSITION_DIGITS));
    return position > ChangePlace.POSITIONS_MAX
        ? null
        : new ChangePlace(Long.parseLong(text.substring(0, DIGITS - POSITION_DIGITS)), position);
  }
}
