package dev.stator.model.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The operations of a service and the shapes of what they take and give. Immutable. */
public final class ServiceModel {
  /** The prefix of {@code X-Amz-Target} for the operations of DynamoDB. */
  static final String DYNAMO_DB = "DynamoDB_20120810";

  /** The prefix of {@code X-Amz-Target} for the operations of DynamoDB Streams. */
  static final String STREAMS = "DynamoDBStreams_20120810";

  private static final String RESOURCE = "dynamodb.model";
  private static final String STREAMS_RESOURCE = "streams.model";

  private final Map<String, Operation> operations;

  ServiceModel(Map<String, Operation> operations) {
    this.operations = operations;
  }

  /** DynamoDB's model, loaded at the first call. */
  public static ServiceModel dynamoDb() {
    return Holder.MODEL;
  }

  /**
   * The model of DynamoDB Streams, loaded at the first call. There is no official Smithy model of
   * it; ours is written by hand after "Amazon DynamoDB Streams" in the service's API reference.
   */
  public static ServiceModel streams() {
    return StreamsHolder.MODEL;
  }

  /** All operations, by name. */
  public List<Operation> operations() {
    return List.copyOf(operations.values());
  }

  /** The operation of that name, or null. */
  public @Nullable Operation find(String name) {
    return operations.get(name);
  }

  /**
   * The operation of that name.
   *
   * @throws IllegalArgumentException when there is none: for names in code, not from clients
   */
  public Operation operation(String name) {
    Operation operation = operations.get(name);
    if (operation == null) {
      throw new IllegalArgumentException("no operation " + name);
    }
    return operation;
  }

  static String resourceText() {
    return resourceText(RESOURCE);
  }

  private static String resourceText(String resource) {
    try (InputStream in = ServiceModel.class.getResourceAsStream(resource)) {
      return new String(
          Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Holder {
    static final ServiceModel MODEL = ModelParser.parse(resourceText());
  }

  private static final class StreamsHolder {
    static final ServiceModel MODEL = ModelParser.parse(resourceText(STREAMS_RESOURCE));
  }
}
