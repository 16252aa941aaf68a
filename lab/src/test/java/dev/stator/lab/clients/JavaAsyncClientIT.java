package dev.stator.lab.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.waiters.DynamoDbAsyncWaiter;

class JavaAsyncClientIT extends ClientSuite {
  @Override
  DynamoDbClient connect(EndpointUnderTest to) {
    return BlockingView.of(client(to));
  }

  private static DynamoDbAsyncClient client(EndpointUnderTest to) {
    return DynamoDbAsyncClient.builder()
        .endpointOverride(to.uri())
        .region(Region.EU_CENTRAL_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
        .httpClient(NettyNioAsyncHttpClient.builder().maxConcurrency(100).build())
        .build();
  }

  @Test
  void manyUpdatesOfOneItemAtOnceAreAllCounted() throws Exception {
    String table = "async-" + System.nanoTime();
    Map<String, AttributeValue> key = Map.of("id", AttributeValue.fromS("hot"));
    try (EndpointUnderTest endpoint = EndpointUnderTest.acquire();
        DynamoDbAsyncClient client = client(endpoint)) {
      client
          .createTable(r ->
              r.tableName(table)
                  .billingMode(BillingMode.PAY_PER_REQUEST)
                  .attributeDefinitions(
                      AttributeDefinition.builder()
                          .attributeName("id")
                          .attributeType(ScalarAttributeType.S)
                          .build())
                  .keySchema(
                      KeySchemaElement.builder().attributeName("id").keyType(KeyType.HASH).build()))
          .join();
      waitFor(table, client);
      List<CompletableFuture<String>> counts =
          IntStream.range(0, 400)
              .mapToObj(i ->
                  client
                      .updateItem(r ->
                          r.tableName(table)
                              .key(key)
                              .updateExpression("ADD hits :one")
                              .expressionAttributeValues(Map.of(":one", AttributeValue.fromN("1")))
                              .returnValues(ReturnValue.UPDATED_NEW))
                      .thenApply(answer -> answer.attributes().get("hits").n()))
              .toList();
      assertThat(counts.stream().map(CompletableFuture::join))
          .containsExactlyInAnyOrderElementsOf(
              IntStream.rangeClosed(1, 400).mapToObj(Integer::toString).toList());
      client.deleteTable(r -> r.tableName(table)).join();
    }
  }

  private static void waitFor(String table, DynamoDbAsyncClient client) {
    try (DynamoDbAsyncWaiter waiter =
        DynamoDbAsyncWaiter.builder()
            .client(client)
            .overrideConfiguration(
                o -> o.backoffStrategyV2(BackoffStrategy.fixedDelay(Duration.ofMillis(200))))
            .build()) {
      waiter.waitUntilTableExists(r -> r.tableName(table)).join();
    }
  }
}
