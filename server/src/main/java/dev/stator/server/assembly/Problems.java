package dev.stator.server.assembly;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What an operator should hear of, each sentence once a minute at most: what fails is tried again
 * and again, a full disk many times a second, and a log that fills up helps nobody. Any thread.
 */
final class Problems implements Consumer<String> {
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

  Problems(LongSupplier nanos, Consumer<String> log) {
    this.nanos = nanos;
    this.log = log;
  }

  @Override
  public void accept(String sentence) {
    String line = line(sentence);
    if (!line.isEmpty()) {
      log.accept(line);
    }
  }

  private synchronized String line(String sentence) {
    long now = nanos.getAsLong();
    Said last = said.get(sentence);
    if (last != null && now - last.atNanos() < AGAIN_NANOS) {
      said.put(sentence, new Said(last.atNanos(), last.swallowed() + 1));
      return "";
    }
    said.remove(sentence);
    said.put(sentence, new Said(now, 0));
    return last == null || last.swallowed() == 0
        ? sentence
        : sentence + " (and " + last.swallowed() + " times more since this was said last)";
  }
}
