import com.amazonaws.services.dynamodbv2.streamsadapter.AmazonDynamoDBStreamsAdapterClient;
import com.amazonaws.services.dynamodbv2.streamsadapter.StreamsSchedulerFactory;
import com.amazonaws.services.dynamodbv2.streamsadapter.adapter.DynamoDBStreamsClientRecord;
import com.amazonaws.services.dynamodbv2.streamsadapter.model.DynamoDBStreamsProcessRecordsInput;
import com.amazonaws.services.dynamodbv2.streamsadapter.polling.DynamoDBStreamsPollingConfig;
import com.amazonaws.services.dynamodbv2.streamsadapter.processor.DynamoDBStreamsShardRecordProcessor;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.kinesis.common.ConfigsBuilder;
import software.amazon.kinesis.common.InitialPositionInStream;
import software.amazon.kinesis.common.InitialPositionInStreamExtended;
import software.amazon.kinesis.coordinator.Scheduler;
import software.amazon.kinesis.exceptions.InvalidStateException;
import software.amazon.kinesis.exceptions.ShutdownException;
import software.amazon.kinesis.lifecycle.events.InitializationInput;
import software.amazon.kinesis.lifecycle.events.LeaseLostInput;
import software.amazon.kinesis.lifecycle.events.ShardEndedInput;
import software.amazon.kinesis.lifecycle.events.ShutdownRequestedInput;
import software.amazon.kinesis.metrics.NullMetricsFactory;
import software.amazon.kinesis.processor.RecordProcessorCheckpointer;

/**
 * Checks that the Kinesis Client Library, through its adapter for DynamoDB Streams, works unchanged
 * against the endpoint given as the only argument: it leases the shards of a stream (in tables of
 * the same endpoint), sees every change once and in order, and comes to the end of a stream that is
 * disabled.
 */
public final class KclCheck {
  private static final int CHANGES = 300;
  private static final int ITEMS = 20;
  private static final Region REGION = Region.US_EAST_1;
  private static final Map<String, List<Integer>> VALUES = new TreeMap<>();
  private static final Set<String> BEGUN = ConcurrentHashMap.newKeySet();
  private static final Set<String> ENDED = ConcurrentHashMap.newKeySet();

  private KclCheck() {}

  /** One shard's processor. */
  private static final class Processor implements DynamoDBStreamsShardRecordProcessor {
    private String shard = "";

    @Override
    public void initialize(InitializationInput input) {
      shard = input.shardId();
      BEGUN.add(shard);
    }

    @Override
    public void processRecords(DynamoDBStreamsProcessRecordsInput input) {
      for (DynamoDBStreamsClientRecord record : input.records()) {
        note(record.getRecord());
      }
      checkpoint(input.checkpointer());
    }

    @Override
    public void leaseLost(LeaseLostInput input) {}

    @Override
    public void shardEnded(ShardEndedInput input) {
      checkpoint(input.checkpointer());
      ENDED.add(shard);
    }

    @Override
    public void shutdownRequested(ShutdownRequestedInput input) {
      checkpoint(input.checkpointer());
    }

    private static void checkpoint(RecordProcessorCheckpointer checkpointer) {
      try {
        checkpointer.checkpoint();
      } catch (InvalidStateException | ShutdownException failed) {
        throw new IllegalStateException(failed);
      }
    }
  }

  private static void note(Record record) {
    synchronized (VALUES) {
      VALUES
          .computeIfAbsent(record.dynamodb().keys().get("k").s(), any -> new ArrayList<>())
          .add(Integer.valueOf(record.dynamodb().newImage().get("v").n()));
    }
  }

  private static int seen() {
    synchronized (VALUES) {
      return VALUES.values().stream().mapToInt(List::size).sum();
    }
  }

  public static void main(String[] arguments) {
    URI endpoint = URI.create(arguments[0]);
    StaticCredentialsProvider anyone =
        StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local"));
    DynamoDbAsyncClient tables =
        DynamoDbAsyncClient.builder()
            .endpointOverride(endpoint)
            .region(REGION)
            .credentialsProvider(anyone)
            .build();
    DynamoDbStreamsClient streams =
        DynamoDbStreamsClient.builder()
            .endpointOverride(endpoint)
            .region(REGION)
            .credentialsProvider(anyone)
            .build();
    // Metrics are switched off: it is never called.
    CloudWatchAsyncClient metrics =
        CloudWatchAsyncClient.builder().region(REGION).credentialsProvider(anyone).build();
    String table = "kcl-" + UUID.randomUUID().toString().substring(0, 8);
    String stream = makeTable(tables, table);
    for (int i = 0; i < CHANGES; i++) {
      Map<String, AttributeValue> item =
          Map.of(
              "k", AttributeValue.fromS("item-" + i % ITEMS),
              "v", AttributeValue.fromN(Integer.toString(i)));
      tables.putItem(r -> r.tableName(table).item(item)).join();
    }
    Thread worker = new Thread(scheduler(tables, streams, metrics, stream, table), "kcl");
    worker.setDaemon(true);
    worker.start();
    await("all changes", () -> seen() >= CHANGES);
    tables
        .updateTable(r -> r.tableName(table).streamSpecification(s -> s.streamEnabled(false)))
        .join();
    await("the end of every shard", () -> ENDED.containsAll(BEGUN));
    check();
    System.out.printf(
        "Kinesis Client Library: %d changes in %d shards, each once and in order%n",
        seen(), BEGUN.size());
    System.exit(0);
  }

  private static String makeTable(DynamoDbAsyncClient tables, String table) {
    KeySchemaElement hash = KeySchemaElement.builder().attributeName("k").keyType("HASH").build();
    AttributeDefinition text =
        AttributeDefinition.builder().attributeName("k").attributeType("S").build();
    tables
        .createTable(r ->
            r.tableName(table)
                .billingMode("PAY_PER_REQUEST")
                .keySchema(hash)
                .attributeDefinitions(text)
                .streamSpecification(
                    s -> s.streamEnabled(true).streamViewType("NEW_AND_OLD_IMAGES")))
        .join();
    tables.waiter().waitUntilTableExists(r -> r.tableName(table)).join();
    return tables.describeTable(r -> r.tableName(table)).join().table().latestStreamArn();
  }

  private static Scheduler scheduler(
      DynamoDbAsyncClient tables,
      DynamoDbStreamsClient streams,
      CloudWatchAsyncClient metrics,
      String stream,
      String application) {
    AmazonDynamoDBStreamsAdapterClient adapter =
        new AmazonDynamoDBStreamsAdapterClient(streams, REGION);
    ConfigsBuilder configs =
        new ConfigsBuilder(
            StreamsSchedulerFactory.createSingleStreamTracker(
                stream,
                InitialPositionInStreamExtended.newInitialPosition(
                    InitialPositionInStream.TRIM_HORIZON)),
            application + "-leases",
            adapter,
            tables,
            metrics,
            "worker",
            Processor::new);
    return StreamsSchedulerFactory.createScheduler(
        configs.checkpointConfig(),
        configs.coordinatorConfig().parentShardPollIntervalMillis(1_000),
        configs.leaseManagementConfig().shardSyncIntervalMillis(2_000).failoverTimeMillis(3_000),
        configs.lifecycleConfig(),
        configs.metricsConfig().metricsFactory(new NullMetricsFactory()),
        configs.processorConfig(),
        configs
            .retrievalConfig()
            .retrievalSpecificConfig(
                new DynamoDBStreamsPollingConfig(adapter).idleTimeBetweenReadsInMillis(200)),
        adapter);
  }

  private static void check() {
    for (int i = 0; i < ITEMS; i++) {
      List<Integer> expected = new ArrayList<>();
      for (int value = i; value < CHANGES; value += ITEMS) {
        expected.add(value);
      }
      if (!expected.equals(VALUES.get("item-" + i))) {
        throw new AssertionError("item-" + i + ": " + VALUES.get("item-" + i));
      }
    }
  }

  private static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(150).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("there was not " + what + ": " + seen() + " changes, " + ENDED);
      }
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
    }
  }
}
