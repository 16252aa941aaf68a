package dev.stator.server.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.server.assembly.TestCalls.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What transactions consume on a table with a local and a global index. The figures are those that
 * the authors of github.com/nubo-db/dynoxide measured on the service (pull request 188).
 */
class TransactionCapacityTest {
  private static final String TABLE =
      """
      {"TableName":"T1x","BillingMode":"PAY_PER_REQUEST",
       "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},
         {"AttributeName":"sk","AttributeType":"S"},{"AttributeName":"g","AttributeType":"S"},
         {"AttributeName":"l","AttributeType":"S"}],
       "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},
         {"AttributeName":"sk","KeyType":"RANGE"}],
       "GlobalSecondaryIndexes":[{"IndexName":"global",
         "KeySchema":[{"AttributeName":"g","KeyType":"HASH"}],
         "Projection":{"ProjectionType":"INCLUDE","NonKeyAttributes":["x"]}}],
       "LocalSecondaryIndexes":[{"IndexName":"local",
         "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},
           {"AttributeName":"l","KeyType":"RANGE"}],
         "Projection":{"ProjectionType":"ALL"}}]}\
      """;

  /** What is there, what is done, units of all, the table, the global and the local index. */
  private static final String CASES =
      """
      - | put g=a | 3 2 1 0
      - | put y=o | 2 2 0 0
      - | put g=a l=a x=p | 4 2 1 1
      g=a l=a | put g=a l=a | 2 2 0 0
      g=a l=a y=o | update SET y = :v | 3 2 0 1
      g=a l=a | update SET g = :v | 5 2 2 1
      g=a l=a | delete | 4 2 1 1
      g=a l=a | check | 2 2 0 0
      g=a x=3000 | delete | 9 6 3 0
      y=3000 | put a=b | 6 6 0 0
      g=a x=1500 | update SET g = :v | 8 4 4 0
      g=a x=3000 | update SET x = :v | 9 6 3 0
      y=3000 | check | 6 6 0 0
      - | delete | 2 2 0 0
      - | update SET g = :v, l = :v | 4 2 1 1
      g=a x=3000 | put g=a x=3000 | 6 6 0 0
      """;

  private int last;

  @Test
  void tableCountsTwiceAndIndexesOnce() throws Exception {
    List<String> found = new ArrayList<>();
    try (NodeAssembly node =
        NodeAssembly.open(NodeSettings.of(null, "us-east-1", "localhost:8000"), thrown -> {})) {
      assertThat(node.awaitReady(30_000)).as("ready").isTrue();
      TestCalls calls = new TestCalls(node.handler());
      assertThat(calls.call("CreateTable", TABLE).status()).isEqualTo(200);
      awaitActive(calls);
      for (String line : CASES.lines().toList()) {
        String[] parts = line.split(" \\| ", -1);
        found.add(parts[0] + " | " + parts[1] + " | " + units(calls, parts[0], parts[1]));
      }
      assertThat(found).containsExactlyElementsOf(CASES.lines().toList());
      repetitionsRead(calls);
    }
  }

  private static void awaitActive(TestCalls calls) {
    long deadline = System.nanoTime() + 30_000_000_000L;
    while (!calls
        .call("DescribeTable", "{\"TableName\":\"T1x\"}")
        .body()
        .contains("\"TableStatus\":\"ACTIVE\"")) {
      assertThat(System.nanoTime()).as("the table's making").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private String units(TestCalls calls, String before, String action) {
    String key = "\"pk\":{\"S\":\"k" + ++last + "\"},\"sk\":{\"S\":\"1\"}";
    if (!before.equals("-")) {
      String put = "{\"TableName\":\"T1x\",\"Item\":{" + key + attributes(before) + "}}";
      assertThat(calls.call("PutItem", put)).isEqualTo(new Answer(200, "{}"));
    }
    String request =
        "{\"ReturnConsumedCapacity\":\"INDEXES\",\"TransactItems\":[" + action(key, action) + "]}";
    String body = calls.call("TransactWriteItems", request).body();
    assertThat(body.replaceAll("\"CapacityUnits\":([0-9.]+),\"WriteCapacityUnits\":\\1", ""))
        .as("each part says that it was written")
        .doesNotContain("CapacityUnits");
    return unit(body, "\"TableName\":\"T1x\",")
        + unit(body, "\"Table\":\\{")
        + unit(body, "\"global\":\\{")
        + unit(body, "\"local\":\\{").strip();
  }

  private static String action(String key, String action) {
    String table = "{\"TableName\":\"T1x\",";
    return switch (action.split(" ", 2)[0]) {
      case "put" ->
          "{\"Put\":" + table + "\"Item\":{" + key + attributes(action.substring(4)) + "}}}";
      case "update" ->
          "{\"Update\":"
              + table
              + ("\"Key\":{" + key + "},\"UpdateExpression\":\"" + action.substring(7) + "\",")
              + "\"ExpressionAttributeValues\":{\":v\":{\"S\":\"v\"}}}}";
      case "delete" -> "{\"Delete\":" + table + "\"Key\":{" + key + "}}}";
      default ->
          "{\"ConditionCheck\":"
              + table
              + ("\"Key\":{" + key + "},\"ConditionExpression\":\"attribute_exists(pk)\"}}");
    };
  }

  private static String attributes(String text) {
    StringBuilder json = new StringBuilder();
    for (String attribute : text.split(" ", -1)) {
      String[] parts = attribute.split("=", -1);
      String value = parts[1].matches("\\d+") ? "x".repeat(Integer.parseInt(parts[1])) : parts[1];
      json.append(",\"").append(parts[0]).append("\":{\"S\":\"").append(value).append("\"}");
    }
    return json.toString();
  }

  private static String unit(String body, String behind) {
    Matcher found = Pattern.compile(behind + "\"CapacityUnits\":([0-9]+)\\.0").matcher(body);
    return (found.find() ? found.group(1) : "0") + " ";
  }

  /** As large as the items were before or after, whichever is more, by four kilobytes. */
  private void repetitionsRead(TestCalls calls) {
    String big = "x=9000";
    for (String[] one :
        new String[][] {
          {big, "put a=b", "18", "6"},
          {"a=b", "put " + big, "18", "6"},
          {big, "delete", "18", "6"},
          {big, "check", "18", "6"}
        }) {
      String key = "\"pk\":{\"S\":\"k" + ++last + "\"},\"sk\":{\"S\":\"1\"}";
      String put = "{\"TableName\":\"T1x\",\"Item\":{" + key + attributes(one[0]) + "}}";
      assertThat(calls.call("PutItem", put)).isEqualTo(new Answer(200, "{}"));
      String request =
          "{\"ReturnConsumedCapacity\":\"TOTAL\",\"ClientRequestToken\":\"token-"
              + (last + "\",\"TransactItems\":[" + action(key, one[1]) + "]}");
      assertThat(calls.call("TransactWriteItems", request).body())
          .isEqualTo(total("Write", one[2]));
      assertThat(calls.call("TransactWriteItems", request).body()).isEqualTo(total("Read", one[3]));
    }
  }

  private static String total(String kind, String units) {
    return "{\"ConsumedCapacity\":[{\"TableName\":\"T1x\",\"CapacityUnits\":%s.0,\"%sCapacityUnits\":%s.0}]}"
        .formatted(units, kind, units);
  }
}
