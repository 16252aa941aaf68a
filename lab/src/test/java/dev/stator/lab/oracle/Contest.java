package dev.stator.lab.oracle;

import dev.stator.lab.wire.Answer;
import dev.stator.lab.wire.Endpoint;
import dev.stator.lab.wire.RawClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Sends the same to both servers and keeps what differs without a known reason. Stator may be a
 * cluster: then one request after the other goes to the next node, other than those about tables,
 * of which the nodes hear one after the other, and reads that may be of an earlier moment are sent
 * again until they are not.
 */
final class Contest implements AutoCloseable {
  private static final int SHOWN_CHARS_MAX = 600;
  private static final Pattern ZEROS =
      Pattern.compile("\"N\":\"(-?\\d+(?=\\.0+\")|-?\\d+\\.\\d*[1-9](?=0+\"))[.0]+\"");
  private static final Pattern OF_ITEMS =
      Pattern.compile("(Put|Get|Update|Delete)Item|(Batch|Transact)\\w+|Query|Scan|Execute\\w+");
  private static final Pattern READS =
      Pattern.compile("GetItem|BatchGetItem|Query|Scan|(Batch)?ExecuteStatement");
  private static final Pattern WRITES =
      Pattern.compile("INSERT|UPDATE|DELETE", Pattern.CASE_INSENSITIVE);
  private static final int PAGES_MAX = 1_000;
  private static final long AWAIT_NANOS = 20_000_000_000L;

  /** How long a global index may take to show what was written before. */
  private static final long CATCH_UP_NANOS = 20_000_000_000L;

  private final RawClient local;
  private final List<RawClient> stators;
  private final List<String> findings = new ArrayList<>();
  private int requests;
  private int turn;

  /**
   * @param stator all nodes of it
   */
  Contest(Endpoint local, List<Endpoint> stator) {
    this.local = RawClient.to(local);
    this.stators = stator.stream().map(RawClient::to).toList();
  }

  private RawClient stator(String operation) {
    return stators.get(OF_ITEMS.matcher(operation).matches() ? turn++ % stators.size() : 0);
  }

  /** Whether another node may answer this with what was there a moment ago. */
  private boolean lags(String operation, String body) {
    return stators.size() > 1
        && READS.matcher(operation).matches()
        && !body.contains("\"ConsistentRead\":true")
        && !(operation.endsWith("Statement") && WRITES.matcher(body).find());
  }

  void run(Step step) throws IOException {
    switch (step) {
      case Step.Call call -> compare(call.where(), call.operation(), call.body());
      case Step.Await await -> await(await);
      case Step.Pages pages -> comparePages(pages);
      case Step.Until until -> {
        until(local, until);
        for (RawClient stator : stators) {
          until(stator, until);
        }
      }
    }
  }

  void compare(String where, String operation, String body) throws IOException {
    compare(where, operation, body, false);
  }

  /**
   * As the other.
   *
   * @param eventual whether the answer may be of an earlier moment: then it has to become right
   */
  void compare(String where, String operation, String body, boolean eventual) throws IOException {
    requests++;
    // The items of a statement have an order only when it says so.
    boolean unordered =
        eventual || (operation.equals("ExecuteStatement") && !body.contains("ORDER BY"));
    String kind = unordered ? "Scan" : operation;
    String fromLocal = trimmed(Canonical.line(kind, local.call(operation, body)));
    RawClient stator = stator(operation);
    String fromStator = Canonical.line(kind, stator.call(operation, body));
    String request = operation + " " + body;
    boolean again = eventual || lags(operation, body);
    long deadline = System.nanoTime() + (again ? CATCH_UP_NANOS : 0);
    while (!fromLocal.equals(fromStator)
        && !KnownDifferences.cover(request, fromLocal, fromStator)
        && System.nanoTime() < deadline) {
      fromStator = Canonical.line(kind, stator.call(operation, body));
    }
    if (!fromLocal.equals(fromStator) && !KnownDifferences.cover(request, fromLocal, fromStator)) {
      find(where + " " + request, fromLocal, fromStator);
    }
  }

  /** Local keeps zeros at the end of what it has computed; the service never has any. */
  private static String trimmed(String fromLocal) {
    return ZEROS.matcher(fromLocal).replaceAll("\"N\":\"$1\"");
  }

  private void find(String request, String fromLocal, String fromStator) {
    findings.add(
        shown(request) + "\n  Local:  " + shown(fromLocal) + "\n  Stator: " + shown(fromStator));
  }

  private static String shown(String text) {
    return text.length() <= SHOWN_CHARS_MAX ? text : text.substring(0, SHOWN_CHARS_MAX) + " ...";
  }

  private void comparePages(Step.Pages pages) throws IOException {
    List<String> fromLocal = pages(local, pages);
    List<String> fromStator = pages(null, pages);
    long deadline =
        System.nanoTime() + (lags(pages.operation(), pages.body()) ? CATCH_UP_NANOS : 0);
    while (!fromLocal.equals(fromStator) && System.nanoTime() < deadline) {
      fromStator = pages(null, pages);
    }
    if (!fromLocal.equals(fromStator)) {
      String request = pages.where() + " " + pages.operation() + " " + pages.body();
      find(request, fromLocal.toString(), fromStator.toString());
    }
  }

  /**
   * All pages of a query, or all items of a scan sorted.
   *
   * @param only whom to ask; null for one node of Stator after the other
   */
  private List<String> pages(@Nullable RawClient only, Step.Pages pages) throws IOException {
    boolean scan = pages.operation().equals("Scan");
    List<String> found = new ArrayList<>();
    for (int segment = 0; segment < pages.segments(); segment++) {
      Map<String, Object> request = new LinkedHashMap<>(Json.object(pages.body()));
      if (pages.segments() > 1) {
        request.put("Segment", segment);
        request.put("TotalSegments", pages.segments());
      }
      for (int page = 0; page < PAGES_MAX; page++) {
        requests++;
        RawClient client = only == null ? stator(pages.operation()) : only;
        Answer answer = client.call(pages.operation(), Json.text(request));
        if (scan) {
          found.addAll(Canonical.items(answer.orThrow()));
        } else {
          found.add(Canonical.line(pages.operation(), answer.orThrow()));
        }
        Object next = Json.object(answer.body()).get("LastEvaluatedKey");
        if (next == null) {
          break;
        }
        request.put("ExclusiveStartKey", next);
      }
    }
    if (scan) {
      found.sort(null);
    }
    return found;
  }

  private static void until(RawClient client, Step.Until until) throws IOException {
    long deadline = System.nanoTime() + AWAIT_NANOS;
    while (true) {
      Answer answer = client.call(until.operation(), until.body());
      if (answer.body().contains("\"Count\":" + until.count() + ",")) {
        return;
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(until.where() + " does not come about: " + answer.body());
      }
    }
  }

  private void await(Step.Await await) throws IOException {
    for (String table : await.tables()) {
      await(local, table, await.gone());
      for (RawClient stator : stators) {
        await(stator, table, await.gone());
      }
    }
  }

  private static void await(RawClient client, String table, boolean gone) throws IOException {
    String request = "{\"TableName\":\"" + table + "\"}";
    long deadline = System.nanoTime() + AWAIT_NANOS;
    while (true) {
      Answer answer = client.call("DescribeTable", request);
      if (gone ? !answer.ok() : active(answer.body())) {
        return;
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(table + " does not change: " + answer.body());
      }
    }
  }

  /** Both endpoints say ACTIVE of a table while one of its indexes still comes or goes. */
  private static boolean active(String table) {
    return table.contains("\"TableStatus\":\"ACTIVE\"")
        && !table.contains("\"IndexStatus\":\"CREATING\"")
        && !table.contains("\"IndexStatus\":\"DELETING\"");
  }

  int requests() {
    return requests;
  }

  List<String> findings() {
    return findings;
  }

  @Override
  public void close() {
    local.close();
    stators.forEach(RawClient::close);
  }
}
