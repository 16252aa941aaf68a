package dev.stator.lab.faults;

import dev.stator.lab.wire.Answer;
import dev.stator.lab.wire.Endpoint;
import dev.stator.lab.wire.ErrorNames;
import dev.stator.lab.wire.RawClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes to items of its own until the connection breaks, and keeps the ledger. All writes but the
 * plain puts are conditional on the version that must be there, so that a lost or a doubled write
 * shows at once and not only after the restart.
 */
final class Writer {
  private static final int KEYS = 150;
  private static final long THROTTLED_NANOS = 5_000_000;

  private final String name;
  private final String table;
  private final SplittableRandom random;
  private final WriteLedger ledger = new WriteLedger();
  private final List<String> violations = new ArrayList<>();
  private long acknowledged;
  private long refused;
  private String lastRefusal = "";

  /** Versions only go up, also over a delete: what comes back from the past shows. */
  private long newest;

  Writer(String name, String table, long seed) {
    this.name = name;
    this.table = table;
    this.random = new SplittableRandom(seed);
  }

  private record Write(String operation, String body, String key, long version) {}

  /** Writes until the server is gone or {@code stop} says so. */
  void run(Endpoint endpoint, java.util.function.BooleanSupplier stop) {
    try (RawClient client = new RawClient(endpoint, Duration.ofSeconds(20))) {
      while (!stop.getAsBoolean()) {
        send(client, next());
      }
    } catch (IOException e) {
      // The server is gone: what was sent last may or may not have happened.
    }
  }

  private Write next() {
    String key = name + "-" + random.nextInt(KEYS);
    long now = ledger.certain(key);
    newest++;
    return switch (random.nextInt(8)) {
      case 0 -> put(key, newest);
      case 1 -> now == WriteLedger.ABSENT ? create(key) : delete(key, now);
      case 2, 3 -> replace(key, now);
      case 4, 5 -> now == WriteLedger.ABSENT ? create(key) : count(key, now);
      default -> update(key, now);
    };
  }

  private Write put(String key, long version) {
    return new Write(
        "PutItem",
        "{\"TableName\":\"%s\",\"Item\":%s}".formatted(table, ItemForm.item(key, version)),
        key,
        version);
  }

  private Write create(String key) {
    String body =
        "{\"TableName\":\"%s\",\"Item\":%s,\"ConditionExpression\":\"attribute_not_exists(pk)\"}"
            .formatted(table, ItemForm.item(key, newest));
    return new Write("PutItem", body, key, newest);
  }

  private Write replace(String key, long now) {
    String body =
        "{\"TableName\":\"%s\",\"Item\":%s,%s}"
            .formatted(table, ItemForm.item(key, newest), condition(now, ""));
    return new Write("PutItem", body, key, newest);
  }

  private Write update(String key, long now) {
    String values =
        "\":v\":{\"N\":\"%d\"},\":ballast\":{\"S\":\"%s\"}".formatted(newest, ItemForm.pad());
    String body =
        "{\"TableName\":\"%s\",\"Key\":%s,\"UpdateExpression\":\"%s\",%s}"
            .formatted(table, ItemForm.key(key), ItemForm.setExpression(), condition(now, values));
    return new Write("UpdateItem", body, key, newest);
  }

  private Write count(String key, long now) {
    newest = Math.max(newest, now + 1);
    String body =
        "{\"TableName\":\"%s\",\"Key\":%s,\"UpdateExpression\":\"%s\",%s}"
            .formatted(
                table,
                ItemForm.key(key),
                ItemForm.addExpression(),
                condition(now, "\":one\":{\"N\":\"1\"}"));
    return new Write("UpdateItem", body, key, now + 1);
  }

  private Write delete(String key, long now) {
    String body =
        "{\"TableName\":\"%s\",\"Key\":%s,%s}"
            .formatted(table, ItemForm.key(key), condition(now, ""));
    return new Write("DeleteItem", body, key, WriteLedger.ABSENT);
  }

  /** The condition that the item has this version, and the values of the whole request. */
  private static String condition(long now, String values) {
    if (now == WriteLedger.ABSENT) {
      String given = values.isEmpty() ? "" : ",\"ExpressionAttributeValues\":{" + values + "}";
      return "\"ConditionExpression\":\"attribute_not_exists(pk)\"" + given;
    }
    String more = values.isEmpty() ? "" : "," + values;
    return "\"ConditionExpression\":\"v0 = :now\",\"ExpressionAttributeValues\":{\":now\":{\"N\":\"%d\"}%s}"
        .formatted(now, more);
  }

  private void send(RawClient client, Write write) throws IOException {
    ledger.sending(write.key(), write.version());
    Answer answer = client.call(write.operation(), write.body());
    if (answer.ok()) {
      ledger.acknowledged(write.key(), write.version());
      acknowledged++;
    } else if (ErrorNames.isThrottle(answer.errorName())) {
      ledger.refused(write.key(), write.version());
      LockSupport.parkNanos(THROTTLED_NANOS);
    } else if (answer.status() < 500) {
      violations.add(
          "%s to version %d was refused: %s"
              .formatted(write.key(), write.version(), answer.body()));
      verify(client, write.key());
    } else {
      // A refusal, or an outcome that is not known: the next read says which.
      refused++;
      lastRefusal = answer.toString();
      verify(client, write.key());
    }
  }

  private void verify(RawClient client, String key) throws IOException {
    Answer answer = read(client, key);
    if (answer.ok()) {
      violations.addAll(ledger.observed(key, ItemForm.version(answer)));
    } else {
      throw new IOException("The item cannot be read either: " + answer);
    }
  }

  private Answer read(RawClient client, String key) throws IOException {
    String body =
        "{\"TableName\":\"%s\",\"Key\":%s,\"ConsistentRead\":true}"
            .formatted(table, ItemForm.key(key));
    return client.call("GetItem", body);
  }

  /** Reads every item that was ever written and compares it with the ledger. */
  void verifyAll(RawClient client) throws IOException {
    for (String key : ledger.keys()) {
      verify(client, key);
    }
  }

  /** Items that exist, after {@link #verifyAll}. */
  long existing() {
    return ledger.keys().stream().filter(ledger::mayExist).count();
  }

  /** What the server did wrong. */
  List<String> violations() {
    return violations;
  }

  long acknowledged() {
    return acknowledged;
  }

  /** Answers of 5xx. */
  long refused() {
    return refused;
  }

  /** The last answer of 5xx. */
  String lastRefusal() {
    return lastRefusal;
  }
}
