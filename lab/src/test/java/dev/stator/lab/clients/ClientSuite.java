package dev.stator.lab.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.IdempotentParameterMismatchException;
import software.amazon.awssdk.services.dynamodb.model.ItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.Select;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;
import software.amazon.awssdk.services.dynamodb.waiters.DynamoDbWaiter;

/** What a Java program does with DynamoDB, through the SDK as it is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ClientSuite {
  private final String table = "sdk-" + UUID.randomUUID().toString().substring(0, 8);
  private EndpointUnderTest endpoint;
  private DynamoDbClient client;
  private DynamoDbWaiter waiter;

  abstract DynamoDbClient connect(EndpointUnderTest to);

  @BeforeAll
  void makeTable() {
    endpoint = EndpointUnderTest.acquire();
    client = connect(endpoint);
    waiter = waiter(client);
    createTable(table);
  }

  /** One that asks more often than every 20 s. */
  static DynamoDbWaiter waiter(DynamoDbClient client) {
    return DynamoDbWaiter.builder()
        .client(client)
        .overrideConfiguration(o ->
            o.waitTimeout(Duration.ofSeconds(30))
                .backoffStrategyV2(BackoffStrategy.fixedDelay(Duration.ofMillis(200))))
        .build();
  }

  @AfterAll
  void removeTable() throws Exception {
    client.deleteTable(r -> r.tableName(table));
    waiter.waitUntilTableNotExists(r -> r.tableName(table));
    assertThatThrownBy(() -> client.describeTable(r -> r.tableName(table)))
        .isInstanceOf(ResourceNotFoundException.class);
    waiter.close();
    client.close();
    endpoint.close();
  }

  private void createTable(String name) {
    client.createTable(r ->
        r.tableName(name)
            .billingMode(BillingMode.PAY_PER_REQUEST)
            .attributeDefinitions(
                attribute("id", ScalarAttributeType.S), attribute("at", ScalarAttributeType.N))
            .keySchema(keyPart("id", KeyType.HASH), keyPart("at", KeyType.RANGE)));
    waiter.waitUntilTableExists(r -> r.tableName(name));
  }

  private static AttributeDefinition attribute(String name, ScalarAttributeType type) {
    return AttributeDefinition.builder().attributeName(name).attributeType(type).build();
  }

  private static KeySchemaElement keyPart(String name, KeyType type) {
    return KeySchemaElement.builder().attributeName(name).keyType(type).build();
  }

  private static AttributeValue s(String text) {
    return AttributeValue.fromS(text);
  }

  private static AttributeValue n(long number) {
    return AttributeValue.fromN(Long.toString(number));
  }

  private static Map<String, AttributeValue> key(String id, long at) {
    return Map.of("id", s(id), "at", n(at));
  }

  private Map<String, AttributeValue> read(Map<String, AttributeValue> key) {
    return client.getItem(r -> r.tableName(table).key(key).consistentRead(true)).item();
  }

  @Test
  void everyAttributeTypeComesBackAsItWasPut() {
    Map<String, AttributeValue> item = new java.util.HashMap<>(key("types", 1));
    item.put("s", s("žluťoučký 🐎"));
    item.put("n", AttributeValue.fromN("-1234567890123456789.0123456789012345678"));
    item.put("b", AttributeValue.fromB(SdkBytes.fromByteArray(new byte[] {0, -1, 7})));
    item.put("bool", AttributeValue.fromBool(true));
    item.put("null", AttributeValue.fromNul(true));
    item.put("ss", AttributeValue.fromSs(List.of("a")));
    item.put("ns", AttributeValue.fromNs(List.of("-0.5")));
    item.put("bs", AttributeValue.fromBs(List.of(SdkBytes.fromUtf8String("x"))));
    item.put("l", AttributeValue.fromL(List.of(s(""), n(1), AttributeValue.fromL(List.of()))));
    item.put("m", AttributeValue.fromM(Map.of("in", AttributeValue.fromM(Map.of("k", s("v"))))));
    client.putItem(r -> r.tableName(table).item(item));
    assertThat(read(key("types", 1))).isEqualTo(item);
  }

  @Test
  void largeItemsComeBackWhole() {
    Map<String, AttributeValue> item = new java.util.HashMap<>(key("large", 1));
    item.put("text", s("ü".repeat(190_000)));
    client.putItem(r -> r.tableName(table).item(item));
    assertThat(read(key("large", 1))).isEqualTo(item);
    item.put("text", s("x".repeat(410_000)));
    DynamoDbException refused =
        catchThrowableOfType(
            DynamoDbException.class, () -> client.putItem(r -> r.tableName(table).item(item)));
    assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("ValidationException");
    assertThat(refused.awsErrorDetails().errorMessage())
        .contains("Item size has exceeded the maximum allowed size");
  }

  @Test
  void aFailedConditionIsItsOwnExceptionWithTheItem() {
    Map<String, AttributeValue> key = key("condition", 1);
    client.putItem(r -> r.tableName(table).item(with(key, "v", n(1))));
    ConditionalCheckFailedException failed =
        catchThrowableOfType(
            ConditionalCheckFailedException.class,
            () ->
                client.putItem(r ->
                    r.tableName(table)
                        .item(with(key, "v", n(2)))
                        .conditionExpression("attribute_not_exists(id) OR v > :most")
                        .expressionAttributeValues(Map.of(":most", n(1)))
                        .returnValuesOnConditionCheckFailure(
                            ReturnValuesOnConditionCheckFailure.ALL_OLD)));
    assertThat(failed.statusCode()).isEqualTo(400);
    assertThat(failed.item()).containsEntry("v", n(1));
    assertThat(read(key)).containsEntry("v", n(1));
  }

  private static Map<String, AttributeValue> with(
      Map<String, AttributeValue> item, String name, AttributeValue value) {
    Map<String, AttributeValue> more = new java.util.HashMap<>(item);
    more.put(name, value);
    return more;
  }

  @Test
  void updatesDoWhatTheirExpressionsSay() {
    Map<String, AttributeValue> key = key("update", 1);
    UpdateItemRequest first =
        UpdateItemRequest.builder()
            .tableName(table)
            .key(key)
            .updateExpression(
                "SET #c = if_not_exists(#c, :zero) + :one, m = :map, l = :list ADD tags :tags")
            .expressionAttributeNames(Map.of("#c", "count"))
            .expressionAttributeValues(
                Map.of(
                    ":zero", n(0),
                    ":one", n(1),
                    ":map", AttributeValue.fromM(Map.of("a", n(1), "b", n(2))),
                    ":list", AttributeValue.fromL(List.of(n(1), n(2), n(3))),
                    ":tags", AttributeValue.fromSs(List.of("x", "y"))))
            .returnValues(ReturnValue.ALL_OLD)
            .build();
    assertThat(client.updateItem(first).attributes()).isEmpty();
    Map<String, AttributeValue> after =
        update(
            "SET m.b = m.b - :one REMOVE l[0], m.a DELETE tags :gone",
            Map.of(":one", n(1), ":gone", AttributeValue.fromSs(List.of("x"))),
            ReturnValue.ALL_NEW);
    assertThat(after)
        .containsEntry("count", n(1))
        .containsEntry("m", AttributeValue.fromM(Map.of("b", n(1))))
        .containsEntry("l", AttributeValue.fromL(List.of(n(2), n(3))))
        .containsEntry("tags", AttributeValue.fromSs(List.of("y")));
    AttributeValue head = AttributeValue.fromL(List.of(n(1)));
    assertThat(
            update("SET l = list_append(:head, l)", Map.of(":head", head), ReturnValue.UPDATED_NEW))
        .isEqualTo(Map.of("l", AttributeValue.fromL(List.of(n(1), n(2), n(3)))));
  }

  private Map<String, AttributeValue> update(
      String expression, Map<String, AttributeValue> values, ReturnValue wanted) {
    return client
        .updateItem(r ->
            r.tableName(table)
                .key(key("update", 1))
                .updateExpression(expression)
                .expressionAttributeValues(values)
                .returnValues(wanted))
        .attributes();
  }

  @Test
  void deletesReturnWhatWasThere() {
    Map<String, AttributeValue> item = with(key("delete", 1), "v", s("last words"));
    client.putItem(r -> r.tableName(table).item(item));
    assertThat(
            client
                .deleteItem(
                    r -> r.tableName(table).key(key("delete", 1)).returnValues(ReturnValue.ALL_OLD))
                .attributes())
        .isEqualTo(item);
    assertThat(client.getItem(r -> r.tableName(table).key(key("delete", 1))).hasItem()).isFalse();
  }

  @Test
  void queriesRunInOrderAndPageByPage() {
    putMany("query", 60);
    QueryRequest query =
        QueryRequest.builder()
            .tableName(table)
            .keyConditionExpression("id = :i AND #at BETWEEN :from AND :to")
            .expressionAttributeNames(Map.of("#at", "at"))
            .expressionAttributeValues(Map.of(":i", s("query"), ":from", n(5), ":to", n(54)))
            .limit(7)
            .build();
    assertThat(numbers(client.queryPaginator(query).items().stream().toList()))
        .containsExactlyElementsOf(IntStream.rangeClosed(5, 54).boxed().toList());
    QueryRequest backwards =
        query.toBuilder()
            .scanIndexForward(false)
            .filterExpression("even = :yes")
            .expressionAttributeValues(
                Map.of(
                    ":i",
                    s("query"),
                    ":from",
                    n(5),
                    ":to",
                    n(54),
                    ":yes",
                    AttributeValue.fromBool(true)))
            .build();
    assertThat(numbers(client.queryPaginator(backwards).items().stream().toList()))
        .containsExactlyElementsOf(
            IntStream.rangeClosed(5, 54).map(i -> 59 - i).filter(i -> i % 2 == 0).boxed().toList());
    QueryResponse count = client.query(query.toBuilder().limit(20).select(Select.COUNT).build());
    assertThat(count.count()).isEqualTo(20);
    assertThat(count.lastEvaluatedKey()).isEqualTo(key("query", 24));
  }

  @Test
  void parallelScansSeeEveryItemOnce() {
    putMany("scan", 50);
    List<Integer> seen = new ArrayList<>();
    for (int segment = 0; segment < 4; segment++) {
      ScanRequest scan =
          ScanRequest.builder()
              .tableName(table)
              .segment(segment)
              .totalSegments(4)
              .limit(9)
              .filterExpression("id = :i")
              .expressionAttributeValues(Map.of(":i", s("scan")))
              .consistentRead(true)
              .build();
      // The key may not be filtered on in a query, but it may in a scan.
      seen.addAll(numbers(client.scanPaginator(scan).items().stream().toList()));
    }
    assertThat(seen).containsExactlyInAnyOrderElementsOf(IntStream.range(0, 50).boxed().toList());
  }

  private void putMany(String id, int items) {
    for (int from = 0; from < items; from += 25) {
      List<WriteRequest> puts =
          IntStream.range(from, Math.min(items, from + 25))
              .mapToObj(at ->
                  WriteRequest.builder()
                      .putRequest(p ->
                          p.item(with(key(id, at), "even", AttributeValue.fromBool(at % 2 == 0))))
                      .build())
              .toList();
      assertThat(client.batchWriteItem(r -> r.requestItems(Map.of(table, puts))).unprocessedItems())
          .isEmpty();
    }
  }

  private static List<Integer> numbers(Collection<Map<String, AttributeValue>> items) {
    return items.stream().map(item -> Integer.valueOf(item.get("at").n())).toList();
  }

  @Test
  void batchesReadAndDelete() {
    putMany("batch", 30);
    List<Map<String, AttributeValue>> keys =
        IntStream.range(20, 40).mapToObj(at -> key("batch", at)).toList();
    KeysAndAttributes wanted = KeysAndAttributes.builder().keys(keys).consistentRead(true).build();
    var got = client.batchGetItem(r -> r.requestItems(Map.of(table, wanted)));
    assertThat(numbers(got.responses().get(table)))
        .containsExactlyInAnyOrderElementsOf(IntStream.range(20, 30).boxed().toList());
    assertThat(got.unprocessedKeys()).isEmpty();
    List<WriteRequest> deletes =
        keys.stream()
            .map(key -> WriteRequest.builder().deleteRequest(d -> d.key(key)).build())
            .toList();
    client.batchWriteItem(r -> r.requestItems(Map.of(table, deletes)));
    assertThat(
            client.batchGetItem(r -> r.requestItems(Map.of(table, wanted))).responses().get(table))
        .isEmpty();
  }

  @Test
  void capacityIsCountedInUnits() {
    Map<String, AttributeValue> item = with(key("units", 1), "pad", s("x".repeat(5000)));
    assertThat(
            client
                .putItem(r ->
                    r.tableName(table)
                        .item(item)
                        .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL))
                .consumedCapacity()
                .capacityUnits())
        .isEqualTo(5.0);
    GetItemRequest.Builder get =
        GetItemRequest.builder()
            .tableName(table)
            .key(key("units", 1))
            .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL);
    assertThat(client.getItem(get.build()).consumedCapacity().capacityUnits()).isEqualTo(1.0);
    assertThat(client.getItem(get.consistentRead(true).build()).consumedCapacity().capacityUnits())
        .isEqualTo(2.0);
  }

  @Test
  void tablesAreMadeListedChangedAndRemoved() {
    String other = table + "-other";
    createTable(other);
    assertThatThrownBy(() -> createTable(other)).isInstanceOf(ResourceInUseException.class);
    assertThat(client.listTablesPaginator(r -> r.limit(1)).tableNames().stream().toList())
        .contains(table, other);
    client.updateTable(r ->
        r.tableName(other)
            .billingMode(BillingMode.PROVISIONED)
            .provisionedThroughput(p -> p.readCapacityUnits(3L).writeCapacityUnits(4L)));
    waiter.waitUntilTableExists(r -> r.tableName(other));
    TableDescription changed = client.describeTable(r -> r.tableName(other)).table();
    assertThat(changed.tableStatus()).isEqualTo(TableStatus.ACTIVE);
    assertThat(changed.provisionedThroughput().writeCapacityUnits()).isEqualTo(4);
    assertThat(changed.itemCount()).isNotNull();
    client.deleteTable(r -> r.tableName(other));
    waiter.waitUntilTableNotExists(r -> r.tableName(other));
    assertThatThrownBy(() -> client.getItem(r -> r.tableName(other).key(key("x", 1))))
        .isInstanceOf(ResourceNotFoundException.class)
        .hasMessageContaining(endpoint.words("Requested resource not found"));
  }

  @Test
  void severalItemsAreWrittenAndReadAsOne() {
    client.transactWriteItems(r ->
        r.transactItems(
            TransactWriteItem.builder()
                .put(p -> p.tableName(table).item(key("transaction", 1)))
                .build(),
            TransactWriteItem.builder()
                .update(u ->
                    u.tableName(table)
                        .key(key("transaction, elsewhere", 2))
                        .updateExpression("SET v = :v")
                        .expressionAttributeValues(Map.of(":v", n(7))))
                .build()));
    List<ItemResponse> responses =
        client
            .transactGetItems(r ->
                r.transactItems(
                    get(key("transaction", 1)),
                    get(key("transaction, elsewhere", 2)),
                    get(key("transaction", 9))))
            .responses();
    assertThat(responses).hasSize(3);
    assertThat(responses.get(0).item()).isEqualTo(key("transaction", 1));
    assertThat(responses.get(1).item()).containsEntry("v", n(7));
    assertThat(responses.get(2).item()).isEmpty();
  }

  private TransactGetItem get(Map<String, AttributeValue> key) {
    return TransactGetItem.builder().get(g -> g.tableName(table).key(key)).build();
  }

  @Test
  void aCancelledTransactionSaysWhyAndDoesNothing() {
    client.putItem(r -> r.tableName(table).item(key("cancelled", 1)));
    TransactionCanceledException cancelled =
        catchThrowableOfType(
            TransactionCanceledException.class,
            () ->
                client.transactWriteItems(r ->
                    r.transactItems(
                        TransactWriteItem.builder()
                            .put(p -> p.tableName(table).item(key("cancelled, elsewhere", 2)))
                            .build(),
                        TransactWriteItem.builder()
                            .put(p ->
                                p.tableName(table)
                                    .item(key("cancelled", 1))
                                    .conditionExpression("attribute_not_exists(id)")
                                    .returnValuesOnConditionCheckFailure(
                                        ReturnValuesOnConditionCheckFailure.ALL_OLD))
                            .build())));
    assertThat(cancelled.cancellationReasons()).hasSize(2);
    assertThat(cancelled.cancellationReasons().get(0).code()).isEqualTo("None");
    assertThat(cancelled.cancellationReasons().get(1).code()).isEqualTo("ConditionalCheckFailed");
    assertThat(cancelled.cancellationReasons().get(1).item()).isEqualTo(key("cancelled", 1));
    assertThat(read(key("cancelled, elsewhere", 2))).isEmpty();
  }

  @Test
  void aTokenMakesATransactionHappenOnce() {
    TransactWriteItemsRequest.Builder request =
        TransactWriteItemsRequest.builder()
            .clientRequestToken(UUID.randomUUID().toString())
            .transactItems(increment("once", 1), increment("once, elsewhere", 2));
    client.transactWriteItems(request.build());
    client.transactWriteItems(request.build());
    assertThat(read(key("once", 1))).containsEntry("v", n(1));
    assertThat(read(key("once, elsewhere", 2))).containsEntry("v", n(1));
    request.transactItems(increment("once", 1));
    assertThatThrownBy(() -> client.transactWriteItems(request.build()))
        .isInstanceOf(IdempotentParameterMismatchException.class);
  }

  private TransactWriteItem increment(String id, long at) {
    return TransactWriteItem.builder()
        .update(u ->
            u.tableName(table)
                .key(key(id, at))
                .updateExpression("ADD v :one")
                .expressionAttributeValues(Map.of(":one", n(1))))
        .build();
  }

  @Test
  void limitsAndEndpointsAreDescribed() {
    assertThat(client.describeLimits().accountMaxReadCapacityUnits()).isPositive();
  }

  @Test
  void wrongRequestsAreRefusedInTheServicesWords() {
    DynamoDbException unused =
        catchThrowableOfType(
            DynamoDbException.class,
            () ->
                client.putItem(r ->
                    r.tableName(table)
                        .item(key("wrong", 1))
                        .conditionExpression("attribute_not_exists(id)")
                        .expressionAttributeValues(Map.of(":unused", n(1)))));
    assertThat(unused.awsErrorDetails().errorCode()).isEqualTo("ValidationException");
    assertThat(unused.awsErrorDetails().errorMessage())
        .isEqualTo(
            "Value provided in ExpressionAttributeValues unused in expressions: keys: {:unused}");
    assertThat(unused.requestId()).isNotBlank();
    assertThatThrownBy(
            () -> client.putItem(r -> r.tableName(table).item(Map.of("id", s("no range key")))))
        .hasMessageContaining(
            endpoint.words(
                "One or more parameter values were invalid: Missing the key at in the item"));
  }
}
