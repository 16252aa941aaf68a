package dev.stator.server;

import dev.stator.router.http.HttpTransport;
import dev.stator.storage.engine.rocks.RocksEngine;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads beside the reading of the command line what a node needs soon and no cache of classes
 * holds: native libraries, and what the JVM makes at the first use of some parts of the language.
 * It only saves time: whoever needs one of them loads it or waits for it, as if this were not here.
 */
final class EarlyLoading {
  private static final Set<String> SERVING = Set.of("start", "node");

  private EarlyLoading() {}

  /**
   * @param arguments of the command line
   * @return what loads; null when this command serves nothing
   */
  static @Nullable Thread begin(List<String> arguments) {
    if (arguments.isEmpty() || !SERVING.contains(arguments.getFirst())) {
      return null;
    }
    boolean disk = !arguments.contains("--in-memory");
    // Logging begins here: were it to begin in two threads at once it would print warnings of that.
    Logger log = LoggerFactory.getLogger(EarlyLoading.class);
    return Thread.ofPlatform().name("stator-load").daemon().start(() -> load(disk, log));
  }

  private static void load(boolean disk, Logger log) {
    try {
      LanguageParts.use();
      if (disk) {
        RocksEngine.load();
      }
      HttpTransport.load();
    } catch (RuntimeException | LinkageError failed) {
      // Whoever needs it meets the same, and says so where it can be answered for.
      log.debug("Not loaded early", failed);
    }
  }

  /** A record's equality and a switch over types: their first use makes some hundred classes. */
  private sealed interface LanguageParts {
    record Label(String first, String second) implements LanguageParts {}

    record Count(long first, int second) implements LanguageParts {}

    static int use() {
      LanguageParts label = new Label("a", "b");
      LanguageParts count = new Count(label.equals(new Label("a", "c")) ? 1 : 2, 3);
      return weigh(label) + weigh(count) + (count.equals(label) ? 1 : 0);
    }

    private static int weigh(LanguageParts part) {
      return switch (part) {
        case Label label -> label.first().length();
        case Count count -> count.second();
      };
    }
  }
}
