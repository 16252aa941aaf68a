package dev.stator.lab.streams;

import static dev.stator.lab.streams.Clients.key;
import static dev.stator.lab.streams.Clients.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.lab.process.ProcessCluster;
import dev.stator.lab.process.StatorProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.OperationType;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.StreamDescription;
import software.amazon.awssdk.services.dynamodb.model.StreamStatus;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** One record for each change, in order for each item, whatever is killed; and time to live. */
class StreamsIT {
  private static final int KILLS = Integer.getInteger("stator.stream.kills", 6);
  private static final long SEED = Long.getLong("stator.seed", 7);
  private static final Duration WITHIN = Duration.ofSeconds(60);

  @TempDir private Path folder;

  @Test
  void oneRecordForEachChangeThroughKills() {
    try (StatorProcess stator =
        StatorProcess.started(StatorProcess.Config.durable(folder.resolve("data")))) {
      List<dev.stator.lab.wire.Endpoint> endpoints = List.of(stator.endpoint());
      try (DynamoDbClient client = Clients.tables(stator.endpoint())) {
        String arn = Clients.makeTable(client, "changes");
        Chains chains = new Chains();
        try (StreamReader reader = new StreamReader(endpoints, arn, chains).start();
            Changes changes = new Changes("changes", endpoints, 4, SEED).start()) {
          for (int kill = 0; kill < KILLS; kill++) {
            changes.awaitMore(150);
            stator.killNine();
            stator.start();
          }
          changes.awaitMore(150);
          changes.end();
          changes.verify(client, chains, reader);
          System.out.printf(
              "%d kills, %d acknowledged values, %d records%n",
              KILLS, changes.acknowledged(), chains.records());
        }
      }
    }
  }

  @Test
  void oneRecordForEachChangeThroughLeaderChanges() {
    try (ProcessCluster cluster = ProcessCluster.onLoopback(folder)) {
      cluster.start(Duration.ofSeconds(90));
      try (DynamoDbClient client = Clients.tables(cluster.node(0).endpoint())) {
        String arn = Clients.makeTable(client, "changes");
        Chains chains = new Chains();
        try (StreamReader reader = new StreamReader(cluster.endpoints(), arn, chains).start();
            Changes changes = new Changes("changes", cluster.endpoints(), 4, SEED).start()) {
          for (int kill = 0; kill < KILLS; kill++) {
            changes.awaitMore(100);
            if (kill % 2 == 0) {
              cluster.node(kill % 3).killNine();
            } else {
              cluster.node(kill % 3).stop();
            }
            changes.awaitMore(100);
            cluster.start(Duration.ofSeconds(90));
          }
          changes.end();
          changes.verify(client, chains, reader);
          System.out.printf(
              "%d leaders gone, %d acknowledged values, %d records%n",
              KILLS, changes.acknowledged(), chains.records());
        }
      }
    }
  }

  @Test
  void aStreamIsReadableAfterItIsDisabledAndTheNextHasAnotherLabel() {
    try (StatorProcess stator = StatorProcess.started(StatorProcess.Config.inMemory());
        DynamoDbClient client = Clients.tables(stator.endpoint());
        DynamoDbStreamsClient streams = Clients.streams(stator.endpoint())) {
      String first = Clients.makeTable(client, "table");
      client.putItem(r -> r.tableName("table").item(Map.of("k", text("a"), "v", text("1"))));
      assertThatThrownBy(() ->
              client.updateTable(r -> r.tableName("table").streamSpecification(Clients.both())))
          .isInstanceOf(DynamoDbException.class)
          .hasMessageContaining("Table already has an enabled stream: TableName: table");
      client.updateTable(
          r -> r.tableName("table").streamSpecification(s -> s.streamEnabled(false)));
      awaitActive(client);
      TableDescription without = client.describeTable(r -> r.tableName("table")).table();
      assertThat(without.streamSpecification()).isNull();
      assertThat(without.latestStreamArn()).isEqualTo(first);
      client.putItem(r -> r.tableName("table").item(Map.of("k", text("b"), "v", text("1"))));
      client.updateTable(r -> r.tableName("table").streamSpecification(Clients.both()));
      awaitActive(client);
      client.putItem(r -> r.tableName("table").item(Map.of("k", text("c"), "v", text("1"))));
      String second = client.describeTable(r -> r.tableName("table")).table().latestStreamArn();
      assertThat(second).isGreaterThan(first);
      assertThat(streams.listStreams(r -> r.tableName("table")).streams())
          .extracting(stream -> stream.streamArn())
          .containsExactly(first, second);
      StreamDescription old = streams.describeStream(r -> r.streamArn(first)).streamDescription();
      assertThat(old.streamStatus()).isEqualTo(StreamStatus.DISABLED);
      assertThat(keys(records(streams, first))).containsExactly("a");
      StreamDescription now = streams.describeStream(r -> r.streamArn(second)).streamDescription();
      assertThat(now.streamStatus()).isEqualTo(StreamStatus.ENABLED);
      assertThat(keys(records(streams, second))).containsExactly("c");
    }
  }

  @Test
  void expiredItemsGoAndTheStreamSaysWho() {
    StatorProcess.Config config = StatorProcess.Config.inMemory();
    try (StatorProcess stator =
            StatorProcess.started(
                new StatorProcess.Config(
                    config.port(),
                    config.data(),
                    List.of("--ttl-interval", "1"),
                    config.environment()));
        DynamoDbClient client = Clients.tables(stator.endpoint());
        DynamoDbStreamsClient streams = Clients.streams(stator.endpoint())) {
      String arn = Clients.makeTable(client, "table");
      client.updateTimeToLive(r ->
          r.tableName("table")
              .timeToLiveSpecification(t -> t.enabled(true).attributeName("expires")));
      assertThat(
              client
                  .describeTimeToLive(r -> r.tableName("table"))
                  .timeToLiveDescription()
                  .timeToLiveStatusAsString())
          .isEqualTo("ENABLED");
      long now = Instant.now().getEpochSecond();
      put(client, "expired", now - 5);
      put(client, "later", now + 3_600);
      put(client, "long ago", now - 6 * 366 * 86_400L);
      Wait.until(
          WITHIN,
          "the deletion of what is expired",
          () -> !client.getItem(r -> r.tableName("table").key(key("expired"))).hasItem());
      assertThat(client.getItem(r -> r.tableName("table").key(key("later"))).hasItem()).isTrue();
      assertThat(client.getItem(r -> r.tableName("table").key(key("long ago"))).hasItem()).isTrue();
      client.deleteItem(r -> r.tableName("table").key(key("later")));
      List<Record> removed =
          records(streams, arn).stream()
              .filter(record -> record.eventName() == OperationType.REMOVE)
              .toList();
      assertThat(removed).hasSize(2);
      for (Record record : removed) {
        if (record.dynamodb().keys().get("k").s().equals("expired")) {
          assertThat(record.userIdentity().type()).isEqualTo("Service");
          assertThat(record.userIdentity().principalId()).isEqualTo("dynamodb.amazonaws.com");
        } else {
          assertThat(record.userIdentity()).isNull();
        }
      }
    }
  }

  private static void put(DynamoDbClient client, String key, long expires) {
    client.putItem(r ->
        r.tableName("table")
            .item(Map.of("k", text(key), "expires", AttributeValue.fromN(Long.toString(expires)))));
  }

  private static void awaitActive(DynamoDbClient client) {
    Wait.until(
        WITHIN,
        "an active table",
        () ->
            client.describeTable(r -> r.tableName("table")).table().tableStatus()
                == TableStatus.ACTIVE);
  }

  private static List<String> keys(List<Record> records) {
    return records.stream().map(record -> record.dynamodb().keys().get("k").s()).toList();
  }

  /** What all shards hold now. */
  private static List<Record> records(DynamoDbStreamsClient streams, String arn) {
    List<Record> records = new java.util.ArrayList<>();
    for (Shard shard : StreamReader.shards(streams, arn)) {
      String iterator =
          streams
              .getShardIterator(r ->
                  r.streamArn(arn)
                      .shardId(shard.shardId())
                      .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
              .shardIterator();
      records.addAll(streams.getRecords(r -> r.shardIterator(iterator)).records());
    }
    return records;
  }
}
