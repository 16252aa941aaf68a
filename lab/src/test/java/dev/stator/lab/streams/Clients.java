package dev.stator.lab.streams;

import dev.stator.lab.wire.Endpoint;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.StreamSpecification;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** The SDK's clients of one endpoint. They try nothing twice by themselves. */
final class Clients {
  private static final Region REGION = Region.EU_CENTRAL_1;
  private static final StaticCredentialsProvider ANYONE =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local"));
  private static final ClientOverrideConfiguration ONCE =
      ClientOverrideConfiguration.builder()
          .retryStrategy(AwsRetryStrategy.doNotRetry())
          .apiCallTimeout(Duration.ofSeconds(10))
          .build();

  private Clients() {}

  static DynamoDbClient tables(Endpoint to) {
    return DynamoDbClient.builder()
        .endpointOverride(URI.create(to.url()))
        .region(REGION)
        .credentialsProvider(ANYONE)
        .overrideConfiguration(ONCE)
        .httpClient(UrlConnectionHttpClient.create())
        .build();
  }

  static DynamoDbStreamsClient streams(Endpoint to) {
    return DynamoDbStreamsClient.builder()
        .endpointOverride(URI.create(to.url()))
        .region(REGION)
        .credentialsProvider(ANYONE)
        .overrideConfiguration(ONCE)
        .httpClient(UrlConnectionHttpClient.create())
        .build();
  }

  /**
   * A table with the key {@code k} and a stream, of both images unless told.
   *
   * @return the stream's ARN
   */
  static String makeTable(DynamoDbClient client, String name) {
    return makeTable(client, name, StreamViewType.NEW_AND_OLD_IMAGES);
  }

  static String makeTable(DynamoDbClient client, String name, StreamViewType view) {
    KeySchemaElement hash =
        KeySchemaElement.builder().attributeName("k").keyType(KeyType.HASH).build();
    AttributeDefinition text =
        AttributeDefinition.builder()
            .attributeName("k")
            .attributeType(ScalarAttributeType.S)
            .build();
    client.createTable(r ->
        r.tableName(name)
            .billingMode(BillingMode.PAY_PER_REQUEST)
            .keySchema(hash)
            .attributeDefinitions(text)
            .streamSpecification(s -> s.streamEnabled(true).streamViewType(view)));
    Wait.until(
        Duration.ofSeconds(60),
        "table " + name,
        () ->
            client.describeTable(r -> r.tableName(name)).table().tableStatus()
                == TableStatus.ACTIVE);
    return client.describeTable(r -> r.tableName(name)).table().latestStreamArn();
  }

  static StreamSpecification both() {
    return StreamSpecification.builder()
        .streamEnabled(true)
        .streamViewType(StreamViewType.NEW_AND_OLD_IMAGES)
        .build();
  }

  static AttributeValue text(String value) {
    return AttributeValue.fromS(value);
  }

  static Map<String, AttributeValue> key(String name) {
    return Map.of("k", text(name));
  }
}
