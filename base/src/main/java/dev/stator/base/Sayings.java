package dev.stator.base;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What an operator should hear of, each sentence once a minute at most: what fails is tried again
 * and again, a full disk many times a second, and a log that fills up helps nobody. Any thread.
 */
public final class Sayings implements Consumer<String> {
  private static final long AGAIN_NANOS = 60_000_000_000L;
  private static final int REMEMBERED_MAX = 256;

  private final LongSupplier nanos;
  private final Consumer<String> log;
  private final Map<String, Said> said =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Said> eldest) {
          return size() > REMEMBERED_MAX;
        }
      };

  /**
   * @param atNanos when it was last said
   * @param swallowed how often it was not, since
   */
  private record Said(long atNanos, int swallowed) {}

  /**
   * @param nanos a clock of durations
   * @param log takes what is to be said
   */
  public Sayings(LongSupplier nanos, Consumer<String> log) {
    this.nanos = nanos;
    this.log = log;
  }

  @Override
  public void accept(String sentence) {
    accept(sentence, sentence);
  }

  /**
   * Says one of several sentences about the same thing.
   *
   * @param what of that, one sentence a minute
   */
  public void accept(String what, String sentence) {
    String line = line(what, sentence);
    if (!line.isEmpty()) {
      log.accept(line);
    }
  }

  private synchronized String line(String what, String sentence) {
    long now = nanos.getAsLong();
    Said last = said.get(what);
    if (last != null && now - last.atNanos() < AGAIN_NANOS) {
      said.put(what, new Said(last.atNanos(), last.swallowed() + 1));
      return "";
    }
    said.remove(what);
    said.put(what, new Said(now, 0));
    return last == null || last.swallowed() == 0
        ? sentence
        : sentence + " (and " + last.swallowed() + " times more since this was said last)";
  }
}
