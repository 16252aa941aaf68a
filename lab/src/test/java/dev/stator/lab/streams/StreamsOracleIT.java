package dev.stator.lab.streams;

import static dev.stator.lab.streams.Clients.key;
import static dev.stator.lab.streams.Clients.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.lab.process.DynamoLocalProcess;
import dev.stator.lab.process.StatorProcess;
import dev.stator.lab.wire.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.PutRequest;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.StreamRecord;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/**
 * The same random writes have the same records as in DynamoDB Local, item for item: events, images
 * and sizes, with each view type. What differs is said where it is left out of a record's form.
 */
class StreamsOracleIT {
  private static final int WRITES = Integer.getInteger("stator.oracle.writes", 300);
  private static final long SEED = Long.getLong("stator.seed", 11);

  @Test
  void recordsAreThoseOfDynamoDbLocal() {
    try (StatorProcess stator = StatorProcess.started(StatorProcess.Config.inMemory());
        DynamoLocalProcess local = DynamoLocalProcess.start(null)) {
      for (StreamViewType view : StreamViewType.knownValues()) {
        Map<String, List<String>> ours = records(stator.endpoint(), view);
        assertThat(ours).as(view.toString()).isEqualTo(records(local.endpoint(), view));
        assertThat(ours.values().stream().mapToInt(List::size).sum()).isGreaterThan(WRITES / 3);
      }
    }
  }

  private static Map<String, List<String>> records(Endpoint endpoint, StreamViewType view) {
    String table = "oracle-" + view;
    try (DynamoDbClient client = Clients.tables(endpoint);
        DynamoDbStreamsClient streams = Clients.streams(endpoint)) {
      String arn = Clients.makeTable(client, table, view);
      SplittableRandom random = new SplittableRandom(SEED);
      for (int i = 0; i < WRITES; i++) {
        write(client, table, random);
      }
      Map<String, List<String>> records = new TreeMap<>();
      for (Shard shard : StreamReader.shards(streams, arn)) {
        for (Record record : records(streams, arn, shard)) {
          records
              .computeIfAbsent(record.dynamodb().keys().get("k").s(), any -> new ArrayList<>())
              .add(form(record));
        }
      }
      client.deleteTable(r -> r.tableName(table));
      return records;
    }
  }

  private static List<Record> records(DynamoDbStreamsClient streams, String arn, Shard shard) {
    List<Record> records = new ArrayList<>();
    String iterator =
        streams
            .getShardIterator(r ->
                r.streamArn(arn)
                    .shardId(shard.shardId())
                    .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
            .shardIterator();
    while (iterator != null) {
      String from = iterator;
      GetRecordsResponse page = streams.getRecords(r -> r.shardIterator(from).limit(50));
      records.addAll(page.records());
      iterator = page.records().isEmpty() ? null : page.nextShardIterator();
    }
    return records;
  }

  /** Without ids, numbers, times (Local's are whole minutes) and region. */
  private static String form(Record record) {
    StreamRecord change = record.dynamodb();
    return record.eventName()
        + " "
        + record.eventVersion()
        + " "
        + record.eventSource()
        + " "
        + new TreeMap<>(change.keys())
        + " "
        + (change.hasOldImage() ? new TreeMap<>(change.oldImage()) : "-")
        + " "
        + (change.hasNewImage() ? new TreeMap<>(change.newImage()) : "-")
        + " "
        + change.sizeBytes()
        + " "
        + change.streamViewType()
        + " "
        + record.userIdentity();
  }

  private static void write(DynamoDbClient client, String table, SplittableRandom random) {
    String item = "item-" + random.nextInt(8);
    String value = Integer.toString(random.nextInt(3));
    switch (random.nextInt(6)) {
      case 0 -> client.deleteItem(r -> r.tableName(table).key(key(item)));
      case 1 ->
          client.updateItem(r ->
              r.tableName(table)
                  .key(key(item))
                  .updateExpression("SET v = :v REMOVE w")
                  .expressionAttributeValues(Map.of(":v", AttributeValue.fromN(value))));
      case 2 -> client.updateItem(r -> r.tableName(table).key(key(item)));
      case 3 -> {
        try {
          client.putItem(r ->
              r.tableName(table)
                  .item(item(item, value))
                  .conditionExpression("attribute_not_exists(k)"));
        } catch (ConditionalCheckFailedException exists) {
          // No change, no record.
        }
      }
      case 4 -> {
        PutRequest put = PutRequest.builder().item(item(item, value)).build();
        client.batchWriteItem(r ->
            r.requestItems(Map.of(table, List.of(WriteRequest.builder().putRequest(put).build()))));
      }
      default -> client.putItem(r -> r.tableName(table).item(item(item, value)));
    }
  }

  private static Map<String, AttributeValue> item(String name, String value) {
    return Map.of(
        "k", text(name),
        "v", AttributeValue.fromN(value),
        "w", AttributeValue.fromM(Map.of("in", text("x".repeat(Integer.parseInt(value))))));
  }
}
