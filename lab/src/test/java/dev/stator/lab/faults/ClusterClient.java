package dev.stator.lab.faults;

import dev.stator.lab.check.ItemOperation;
import dev.stator.lab.check.ItemOperation.Kind;
import dev.stator.lab.check.ItemOperation.Outcome;
import dev.stator.lab.wire.Answer;
import dev.stator.lab.wire.Endpoint;
import dev.stator.lab.wire.ErrorNames;
import dev.stator.lab.wire.RawClient;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * One client of all endpoints. It tries again as an SDK does, elsewhere, and keeps away for a while
 * from where it got no answer; each try is an operation of its own in the history, since each may
 * have happened. Not thread safe.
 */
final class ClusterClient implements AutoCloseable {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);
  private static final Duration AGAIN_AFTER = Duration.ofMillis(25);
  private static final Kind[] KINDS = Kind.values();

  private final String table;
  private final List<RawClient> connections;
  private final SplittableRandom random;
  private final AtomicLong values;
  private final Consumer<String> violations;
  private final Rotation rotation;

  ClusterClient(
      String table,
      List<Endpoint> endpoints,
      SplittableRandom random,
      AtomicLong values,
      Consumer<String> violations) {
    this.table = table;
    this.connections =
        endpoints.stream().map(endpoint -> new RawClient(endpoint, ANSWER_WITHIN)).toList();
    this.random = random;
    this.values = values;
    this.violations = violations;
    this.rotation = new Rotation(connections.size(), random.nextInt(connections.size()));
  }

  /**
   * One operation, tried a few times.
   *
   * @return whether it was answered, with success or by its condition
   */
  boolean operate(ItemHistory item) {
    Kind kind = KINDS[random.nextInt(KINDS.length)];
    long argument = kind == Kind.ADD ? 1 : values.incrementAndGet();
    long expected = Math.max(1, argument - 1 - random.nextInt(8));
    for (int attempt = 0; attempt < 4; attempt++) {
      if (!item.begin()) {
        return false;
      }
      if (attempt(item, kind, argument, expected, rotation.next())) {
        return true;
      }
      LockSupport.parkNanos(AGAIN_AFTER.toNanos() << attempt);
    }
    return false;
  }

  /** A strong read through one endpoint, tried until it is answered. */
  boolean read(ItemHistory item, int endpoint, Duration within) {
    long deadline = System.nanoTime() + within.toNanos();
    while (!attempt(item, Kind.READ, 0, 0, endpoint)) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      LockSupport.parkNanos(AGAIN_AFTER.toNanos());
    }
    return true;
  }

  private boolean attempt(ItemHistory item, Kind kind, long argument, long expected, int endpoint) {
    RawClient connection = connections.get(endpoint);
    long invoked = System.nanoTime();
    Answer answer;
    try {
      answer =
          connection.call(
              ItemRequests.operation(kind),
              ItemRequests.body(table, item.key(), kind, argument, expected));
    } catch (ConnectException e) {
      // Nobody listens there: nothing was sent.
      rotation.keepAwayFrom(endpoint);
      return false;
    } catch (IOException e) {
      rotation.keepAwayFrom(endpoint);
      unknown(item, kind, argument, expected, invoked);
      return false;
    }
    long returned = System.nanoTime();
    String error = answer.errorName();
    Outcome outcome;
    if (answer.ok()) {
      outcome = Outcome.DONE;
    } else if (error.equals("ConditionalCheckFailedException")) {
      outcome = Outcome.REJECTED;
    } else if (ErrorNames.isThrottle(error)) {
      return false;
    } else if (answer.status() >= 500) {
      rotation.keepAwayFrom(endpoint);
      unknown(item, kind, argument, expected, invoked);
      return false;
    } else {
      violations.accept(kind + " of " + item.key() + " was refused: " + answer);
      return false;
    }
    item.add(
        new ItemOperation(
            kind,
            argument,
            expected,
            invoked,
            returned,
            outcome,
            ItemRequests.state(answer.body())));
    return true;
  }

  private static void unknown(
      ItemHistory item, Kind kind, long argument, long expected, long invoked) {
    if (kind != Kind.READ) {
      item.add(new ItemOperation(kind, argument, expected, invoked, 0, Outcome.UNKNOWN, null));
    }
  }

  /** The answer to a read that may be old, from one endpoint. */
  Answer eventual(String key, int endpoint) throws IOException {
    return connections.get(endpoint).call("GetItem", ItemRequests.eventual(table, key));
  }

  @Override
  public void close() {
    connections.forEach(RawClient::close);
  }
}
