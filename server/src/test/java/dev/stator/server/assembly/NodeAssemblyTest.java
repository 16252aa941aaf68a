package dev.stator.server.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A whole node without HTTP: tables, items, restarts. */
class NodeAssemblyTest {
  private static final String TABLE =
      """
      {"TableName":"T1x","BillingMode":"PAY_PER_REQUEST",
       "AttributeDefinitions":[{"AttributeName":"p","AttributeType":"S"},
         {"AttributeName":"s","AttributeType":"N"}],
       "KeySchema":[{"AttributeName":"p","KeyType":"HASH"},
         {"AttributeName":"s","KeyType":"RANGE"}]}\
      """;

  @TempDir Path folder;

  private final AtomicReference<Throwable> fatal = new AtomicReference<>();

  private NodeAssembly open(boolean inMemory) throws IOException, InterruptedException {
    NodeAssembly node =
        NodeAssembly.open(
            NodeSettings.of(inMemory ? null : folder, "us-east-1", "localhost:8000"),
            thrown -> {
              thrown.printStackTrace();
              fatal.set(thrown);
            });
    assertThat(node.awaitReady(30_000)).as("ready").isTrue();
    return node;
  }

  private static void createTable(TestCalls calls) {
    assertThat(calls.call("CreateTable", TABLE).status()).isEqualTo(200);
    awaitTable(calls, "\"TableStatus\":\"ACTIVE\"");
  }

  private static void awaitTable(TestCalls calls, String status) {
    long deadline = System.nanoTime() + 30_000_000_000L;
    while (System.nanoTime() < deadline) {
      if (calls.call("DescribeTable", "{\"TableName\":\"T1x\"}").body().contains(status)) {
        return;
      }
      Thread.onSpinWait();
    }
    throw new AssertionError("the table did not become " + status);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void itemsAreWrittenAndRead(boolean inMemory) throws Exception {
    try (NodeAssembly node = open(inMemory)) {
      TestCalls calls = new TestCalls(node.handler());
      createTable(calls);
      List<CompletableFuture<TestCalls.Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        answers.add(
            calls.send(
                "UpdateItem",
                """
                {"TableName":"T1x","Key":{"p":{"S":"k%d"},"s":{"N":"%d"}},
                 "UpdateExpression":"ADD n :one","ExpressionAttributeValues":{":one":{"N":"1"}}}\
                """
                    .formatted(i % 10, i % 100)));
      }
      for (CompletableFuture<TestCalls.Answer> answer : answers) {
        assertThat(answer.join()).isEqualTo(new TestCalls.Answer(200, "{}"));
      }
      assertThat(
              calls
                  .call(
                      "GetItem",
                      """
                      {"TableName":"T1x","Key":{"p":{"S":"k3"},"s":{"N":"13"}},
                       "ConsistentRead":true,"ReturnConsumedCapacity":"TOTAL"}\
                      """)
                  .body())
          .isEqualTo(
              "{\"Item\":{\"p\":{\"S\":\"k3\"},\"s\":{\"N\":\"13\"},\"n\":{\"N\":\"10\"}},"
                  + "\"ConsumedCapacity\":{\"TableName\":\"T1x\",\"CapacityUnits\":1.0}}");
      assertThat(calls.call("Scan", "{\"TableName\":\"T1x\",\"Select\":\"COUNT\"}").body())
          .isEqualTo("{\"Count\":100,\"ScannedCount\":100}");
      assertThat(
              calls
                  .call(
                      "Query",
                      """
                      {"TableName":"T1x","KeyConditionExpression":"p = :p AND s > :s","Limit":2,
                       "ExpressionAttributeValues":{":p":{"S":"k3"},":s":{"N":"20"}}}\
                      """)
                  .body())
          .isEqualTo(
              "{\"Items\":["
                  + "{\"p\":{\"S\":\"k3\"},\"s\":{\"N\":\"23\"},\"n\":{\"N\":\"10\"}},"
                  + "{\"p\":{\"S\":\"k3\"},\"s\":{\"N\":\"33\"},\"n\":{\"N\":\"10\"}}],"
                  + "\"Count\":2,\"ScannedCount\":2,"
                  + "\"LastEvaluatedKey\":{\"p\":{\"S\":\"k3\"},\"s\":{\"N\":\"33\"}}}");
      assertThat(calls.call("DescribeTable", "{\"TableName\":\"T1x\"}").body())
          .contains("\"ItemCount\":100");
      assertThat(calls.call("DeleteTable", "{\"TableName\":\"T1x\"}").status()).isEqualTo(200);
      awaitTable(calls, "not found");
    }
    assertThat(fatal.get()).isNull();
  }

  @Test
  void whatWasWrittenIsThereAfterARestart() throws Exception {
    for (int round = 0; round < 3; round++) {
      try (NodeAssembly node = open(false)) {
        TestCalls calls = new TestCalls(node.handler());
        if (round == 0) {
          createTable(calls);
        }
        for (int i = 0; i < round; i++) {
          assertThat(
                  calls
                      .call(
                          "GetItem",
                          "{\"TableName\":\"T1x\",\"Key\":{\"p\":{\"S\":\"r%d\"},\"s\":{\"N\":\"1\"}}}"
                              .formatted(i))
                      .body())
              .contains("Item");
        }
        assertThat(
                calls
                    .call(
                        "PutItem",
                        "{\"TableName\":\"T1x\",\"Item\":{\"p\":{\"S\":\"r%d\"},\"s\":{\"N\":\"1\"}}}"
                            .formatted(round))
                    .status())
            .isEqualTo(200);
      }
    }
    assertThat(fatal.get()).isNull();
  }
}
