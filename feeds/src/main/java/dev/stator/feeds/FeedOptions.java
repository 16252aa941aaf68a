package dev.stator.feeds;

import dev.stator.base.Marks;

/**
 * Limits of feeds.
 *
 * @param pageRows how many changes a feed reads at a time
 * @param pageBytes how many bytes of them, roughly
 * @param pagesMax how many pages a node holds at a time; feeds beyond that wait for their turn
 * @param storeNanos how long after a cursor was stored the next one may be
 * @param walkRows how many older items are looked at in one step of filling a new index
 * @param walkPauseNanos from one such step to the next
 * @param retryNanosMin after what did not work
 * @param retryNanosMax after what did not work again and again
 * @param marks hears which rare branches are taken
 */
public record FeedOptions(
    int pageRows,
    long pageBytes,
    int pagesMax,
    long storeNanos,
    int walkRows,
    long walkPauseNanos,
    long retryNanosMin,
    long retryNanosMax,
    Marks marks) {
  private static final long MILLIS = 1_000_000L;

  public static final FeedOptions DEFAULT =
      new FeedOptions(
          500,
          512 << 10,
          64,
          1000 * MILLIS,
          100,
          10 * MILLIS,
          20 * MILLIS,
          1000 * MILLIS,
          Marks.NONE);

  public FeedOptions withMarks(Marks newMarks) {
    return new FeedOptions(
        pageRows,
        pageBytes,
        pagesMax,
        storeNanos,
        walkRows,
        walkPauseNanos,
        retryNanosMin,
        retryNanosMax,
        newMarks);
  }
}
