package dev.stator.server.peer;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/**
 * Says things to the operator, the same thing once a minute at most: connections are tried again
 * and again, and fail for the same reason each time. Lives on the event loop.
 */
final class Sayings {
  private static final long AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final int REMEMBERED_MAX = 64;

  private final Logger log;
  private final Map<String, Long> saidNanos =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > REMEMBERED_MAX;
        }
      };

  Sayings(Logger log) {
    this.log = log;
  }

  void warn(String sentence) {
    warn(sentence, sentence);
  }

  /**
   * @param what what the sentence is about: of that, one sentence a minute
   */
  void warn(String what, String sentence) {
    long now = System.nanoTime();
    Long last = saidNanos.get(what);
    if (last == null || now - last > AGAIN_NANOS) {
      saidNanos.remove(what);
      saidNanos.put(what, now);
      log.warn("{}", sentence);
    }
  }
}
