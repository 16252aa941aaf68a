package dev.stator.feeds;

/** Rare branches of feeds, marked so that a simulation can say which it never reached. */
public enum FeedBranch {
  /** The index is not known here yet, or not any more. */
  INDEX_NOT_KNOWN,
  /** A partition of the index did not take what was sent, and the page is read again. */
  PAGE_SENT_AGAIN,
  /** A new index waits to be filled until the feed keeps up. */
  FILLING_WAITED,
  /** A cursor was not stored. */
  CURSOR_NOT_STORED,
  /** A partition whose changes are fed is led elsewhere with a page under way. */
  STOPPED_WITH_PAGE
}
