package dev.stator.lab.faults;

import dev.stator.lab.wire.Endpoint;
import dev.stator.model.wire.Operation;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/**
 * Requests that are wrong in one of many ways, from a seed, of all operations of both models. Most
 * start from a right request of some operation, or from one made after its shape in the model; a
 * few of them stay right by chance, so what is asked of the server is only that it never answers
 * 5xx.
 */
final class MalformedRequests {
  /** What stands in the place of a value or a member. */
  private static final List<String> ODD_VALUES =
      List.of(
          "null",
          "true",
          "-1",
          "0",
          "1e400",
          "-1e-400",
          "99999999999999999999999999",
          "1.5",
          "\"\"",
          "[]",
          "{}",
          "[[]]",
          "{\"S\":1}",
          "{\"N\":\"1e999\"}",
          "{\"N\":\"abc\"}",
          "{\"N\":1}",
          "{\"NULL\":false}",
          "{\"SS\":[]}",
          "{\"NS\":[\"1\",\"1.0\"]}",
          "{\"B\":\"*\"}",
          "{\"S\":\"a\",\"N\":\"1\"}",
          "{\"M\":[]}",
          "{\"L\":{}}",
          "{\"BOOL\":\"yes\"}",
          "{\"X\":\"y\"}",
          "\"\\ud800\"",
          "\"\\u0000\"",
          "NaN",
          "Infinity",
          "01",
          "+1",
          "'x'",
          "undefined",
          "\"" + "9".repeat(500) + "\"",
          "{\"N\":\"" + "1".repeat(60) + "\"}",
          "{\"N\":\"1e-131\"}",
          "{\"S\":\"" + "k".repeat(3000) + "\"}");

  private static final Pattern VALUE =
      Pattern.compile("\"[^\"]*\"|\\{[^{}]*\\}|\\[[^\\[\\]]*\\]|true|false|\\d+");

  private final Endpoint endpoint;
  private final String table;
  private final SplittableRandom random;
  private final ModelBodies bodies;

  MalformedRequests(Endpoint endpoint, String table, long seed) {
    this.endpoint = endpoint;
    this.table = table;
    this.random = new SplittableRandom(seed);
    this.bodies = new ModelBodies(table, random);
  }

  /**
   * One request.
   *
   * @param kind what is wrong with it
   * @param bytes what goes over the wire
   * @param http whether it is whole HTTP, so that an answer must come on the same connection
   */
  record Request(String kind, byte[] bytes, boolean http) {}

  Request next() {
    return switch (random.nextInt(22)) {
      case 14, 15, 16, 17 -> ofTheModel();
      case 18, 19 -> statement();
      case 20 -> {
        Operation operation = bodies.operation();
        yield body("whole body", operation.name(), bodies.body(operation));
      }
      case 0 -> body("truncated body", truncated());
      case 1, 2, 3 -> body("odd value", oddValue());
      case 4 -> body("deep nesting", deep());
      case 5 -> body("huge number", hugeNumber());
      case 6 -> broken("broken UTF-8");
      case 7, 8 -> broken("flipped bytes");
      case 9 -> body("odd expression", oddExpression());
      case 10 -> headers();
      case 11 -> wire();
      case 12 -> body("not an object", pick(ODD_VALUES));
      default -> body("repeated members", repeated());
    };
  }

  private <T> T pick(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  /** Any but DeleteTable, for bodies that name the table that all of this is about. */
  private String operation() {
    String name = bodies.operation().name();
    return name.equals("DeleteTable") ? "DescribeTable" : name;
  }

  private Request body(String kind, String json) {
    return body(kind, operation(), json);
  }

  private Request body(String kind, String operation, String json) {
    return new Request(kind, bytes(operation, json), true);
  }

  private byte[] bytes(String operation, String json) {
    byte[] request = endpoint.request(operation, json);
    return ModelBodies.ofStreams(operation)
        ? new String(request, StandardCharsets.ISO_8859_1)
            .replaceFirst("DynamoDB_20120810", "DynamoDBStreams_20120810")
            .getBytes(StandardCharsets.ISO_8859_1)
        : request;
  }

  /** A body after the shape of its operation, with something wrong in it. */
  private Request ofTheModel() {
    Operation operation = bodies.operation();
    String right = bodies.body(operation);
    return switch (random.nextInt(3)) {
      case 0 ->
          body(
              "truncated of the model",
              operation.name(),
              right.substring(0, random.nextInt(right.length())));
      case 1 -> {
        String once = odd(right);
        yield body("odd values of the model", operation.name(), odd(once));
      }
      default -> body("odd value of the model", operation.name(), odd(right));
    };
  }

  /** Statements that are none, in each of the operations that take some. */
  private Request statement() {
    String statement =
        "\"Statement\":\""
            + escaped(Statements.odd(table, random))
            + "\",\"Parameters\":[{\"S\":\"k1\"}]";
    return switch (random.nextInt(3)) {
      case 0 ->
          body("odd statement", "BatchExecuteStatement", "{\"Statements\":[{" + statement + "}]}");
      case 1 ->
          body(
              "odd statement",
              "ExecuteTransaction",
              "{\"TransactStatements\":[{" + statement + "}]}");
      default -> body("odd statement", "ExecuteStatement", "{" + statement + "}");
    };
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\u0000", "\\u0000");
  }

  /** A right body of some operation. */
  private String right() {
    String key = "\"Key\":{\"pk\":{\"S\":\"k%d\"}}".formatted(random.nextInt(100));
    String item = ItemForm.item("k" + random.nextInt(100), random.nextInt(1000));
    String named = "\"TableName\":\"" + table + "\"";
    return switch (random.nextInt(8)) {
      case 0 ->
          "{%s,%s,\"ConsistentRead\":true,\"ProjectionExpression\":\"a.b[1], v0\"}"
              .formatted(named, key);
      case 1 -> "{%s,\"Item\":%s,\"ReturnValues\":\"ALL_OLD\"}".formatted(named, item);
      case 2 ->
          "{%s,%s,\"UpdateExpression\":\"SET a = if_not_exists(a, :x) ADD v0 :x\",\"ExpressionAttributeValues\":{\":x\":{\"N\":\"1\"}}}"
              .formatted(named, key);
      case 3 ->
          "{%s,\"KeyConditionExpression\":\"pk = :k\",\"ExpressionAttributeValues\":{\":k\":{\"S\":\"k1\"}},\"Limit\":5}"
              .formatted(named);
      case 4 ->
          "{%s,\"Limit\":3,\"Segment\":0,\"TotalSegments\":2,\"FilterExpression\":\"v0 > :n AND size(ballast) < :n\",\"ExpressionAttributeValues\":{\":n\":{\"N\":\"1\"}}}"
              .formatted(named);
      case 5 ->
          "{\"RequestItems\":{\"%s\":{\"Keys\":[{\"pk\":{\"S\":\"k1\"}},{\"pk\":{\"S\":\"k2\"}}]}}}"
              .formatted(table);
      case 6 ->
          "{\"RequestItems\":{\"%s\":[{\"PutRequest\":{\"Item\":%s}}]}}".formatted(table, item);
      default ->
          "{\"TableName\":\"other-%d\",\"BillingMode\":\"PROVISIONED\",\"AttributeDefinitions\":[{\"AttributeName\":\"pk\",\"AttributeType\":\"Q\"}],\"KeySchema\":[{\"AttributeName\":\"pk\",\"KeyType\":\"HASH\"}],\"ExclusiveStartTableName\":\"a\"}"
              .formatted(random.nextInt(100));
    };
  }

  private String truncated() {
    String right = right();
    return right.substring(0, random.nextInt(right.length()));
  }

  private String oddValue() {
    return odd(right());
  }

  /** The text with one of its values, or names, replaced. */
  private String odd(String right) {
    List<int[]> places =
        VALUE.matcher(right).results().map(m -> new int[] {m.start(), m.end()}).toList();
    if (places.isEmpty()) {
      return pick(ODD_VALUES);
    }
    int[] place = pick(places);
    return right.substring(0, place[0]) + pick(ODD_VALUES) + right.substring(place[1]);
  }

  private String deep() {
    int depth = 20 + random.nextInt(random.nextInt(5) == 0 ? 50_000 : 200);
    boolean lists = random.nextBoolean();
    String open = lists ? "{\"L\":[" : "{\"M\":{\"x\":";
    String close = lists ? "]}" : "}}";
    boolean closed = random.nextInt(3) > 0;
    return "{\"TableName\":\"%s\",\"Item\":{\"pk\":{\"S\":\"deep\"},\"d\":%s%s%s}}"
        .formatted(table, open.repeat(depth), "{\"S\":\"x\"}", closed ? close.repeat(depth) : "");
  }

  private String hugeNumber() {
    String digits = "9".repeat(1 + random.nextInt(2_000));
    String number =
        switch (random.nextInt(5)) {
          case 0 -> digits;
          case 1 -> "1e" + digits;
          case 2 -> "-0." + "0".repeat(random.nextInt(500)) + digits;
          case 3 -> digits + "." + digits + "E-" + random.nextInt(100_000);
          default -> "1E" + (random.nextInt(600) - 300);
        };
    return random.nextBoolean()
        ? "{\"TableName\":\"%s\",\"Item\":{\"pk\":{\"S\":\"n\"},\"n\":{\"N\":\"%s\"}}}"
            .formatted(table, number)
        : "{\"TableName\":\"%s\",\"Limit\":%s}".formatted(table, number);
  }

  private Request broken(String kind) {
    byte[] request = bytes(operation(), right());
    int bodyAt = new String(request, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n") + 4;
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      int at = bodyAt + random.nextInt(request.length - bodyAt);
      request[at] =
          kind.startsWith("broken")
              ? (byte) (0x80 + random.nextInt(0x80))
              : (byte) random.nextInt(256);
    }
    return new Request(kind, request, true);
  }

  private String oddExpression() {
    String piece =
        pick(
            List.of(
                "(",
                ")",
                " AND ",
                " OR ",
                " NOT ",
                "a",
                ":x",
                "#n",
                " = ",
                " < ",
                " <> ",
                ",",
                "[0]",
                "[99999999999]",
                ".",
                " BETWEEN ",
                " IN ",
                "size(",
                "attribute_exists(",
                "begins_with(",
                " SET ",
                " REMOVE ",
                " ADD ",
                "if_not_exists(",
                " + ",
                " - ",
                "\\u0000",
                "é",
                "''"));
    String expression = piece.repeat(1 + random.nextInt(random.nextInt(10) == 0 ? 2_000 : 20));
    String member =
        pick(
            List.of(
                "UpdateExpression",
                "ConditionExpression",
                "FilterExpression",
                "ProjectionExpression",
                "KeyConditionExpression"));
    return ("{\"TableName\":\"%s\",\"Key\":{\"pk\":{\"S\":\"k\"}},\"%s\":\"a = :x %s\","
            + "\"ExpressionAttributeNames\":{\"#n\":\"a\"},\"ExpressionAttributeValues\":{\":x\":{\"S\":\"y\"}}}")
        .formatted(table, member, expression);
  }

  private String repeated() {
    String right = right();
    String inner = right.substring(1, right.length() - 1);
    return "{" + inner + "," + inner + ",\"Unknown\":[1,{\"a\":null}]}";
  }

  /** A header is changed, left out, or added. */
  private Request headers() {
    String request = new String(bytes(operation(), right()), StandardCharsets.ISO_8859_1);
    String changed =
        switch (random.nextInt(10)) {
          case 0 -> request.replaceFirst("X-Amz-Target: [^\r]*\r\n", "");
          case 1 -> request.replaceFirst("DynamoDB_20120810\\.", "DynamoDB_19990101.");
          case 2 -> request.replaceFirst("20120810\\.\\w+", "20120810.DropEverything");
          case 3 -> request.replaceFirst("Authorization: [^\r]*\r\n", "");
          case 4 -> request.replaceFirst("Authorization: [^\r]*", "Authorization: Basic eDp5");
          case 5 ->
              request.replaceFirst(
                  "Credential=[^,]*", "Credential=" + "/".repeat(random.nextInt(9)));
          case 6 -> request.replaceFirst("x-amz-json-1.0", "xml");
          case 7 -> request.replaceFirst("Content-Type: [^\r]*\r\n", "");
          case 8 -> request.replaceFirst("X-Amz-Date: [^\r]*", "X-Amz-Date: yesterday");
          default ->
              request.replaceFirst(
                  "\r\n",
                  "\r\nX-Odd-"
                      + random.nextInt(99)
                      + ": "
                      + "o".repeat(random.nextInt(3_000))
                      + "\r\n");
        };
    return new Request("headers", changed.getBytes(StandardCharsets.ISO_8859_1), true);
  }

  /** The HTTP itself is broken: the server may answer or close. */
  private Request wire() {
    byte[] right = bytes(operation(), right());
    String text = new String(right, StandardCharsets.ISO_8859_1);
    String broken =
        switch (random.nextInt(9)) {
          case 0 -> text.substring(0, random.nextInt(text.length()));
          case 1 ->
              text.replaceFirst("Content-Length: \\d+", "Content-Length: 999999999999999999999");
          case 2 -> text.replaceFirst("Content-Length: \\d+", "Content-Length: -5");
          case 3 ->
              text.replaceFirst(
                  "Content-Length: (\\d+)", "Content-Length: $1\r\nContent-Length: 3");
          case 4 ->
              text.replaceFirst("Content-Length: \\d+", "Transfer-Encoding: chunked")
                  .replaceFirst("\r\n\r\n", "\r\n\r\nzz\r\n");
          case 5 ->
              text.replaceFirst(
                  "POST / HTTP/1.1",
                  pick(List.of("GET", "PUT", "FROB", "POST /x y")) + " / HTTP/9.9");
          case 6 -> text.replaceFirst("Host:", "H".repeat(100_000) + ":");
          case 7 -> text.replace("\r\n", "\n\r");
          default -> "\u0016\u0003\u0001" + text;
        };
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(broken.getBytes(StandardCharsets.ISO_8859_1));
    return new Request("wire", bytes.toByteArray(), false);
  }
}
