package dev.stator.lab.faults;

import dev.stator.lab.wire.Endpoint;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Writers that use the Java SDK as people do, with its own retries, and note how long each call
 * took, retries included.
 */
final class SdkLoad implements AutoCloseable {
  private final DynamoDbAsyncClient client;
  private final String table;
  private final long pauseNanos;
  private final List<Thread> threads = new ArrayList<>();
  private final ConcurrentLinkedQueue<Call> calls = new ConcurrentLinkedQueue<>();
  private volatile boolean stopped;

  /**
   * A call that has ended.
   *
   * @param tries how often it was sent
   * @param failure empty when it succeeded
   */
  record Call(long begunNanos, long endedNanos, int tries, String failure) {
    double millis() {
      return (endedNanos - begunNanos) / 1e6;
    }
  }

  /**
   * @param pause of each writer between two calls
   */
  SdkLoad(Endpoint endpoint, String table, int writers, Duration pause) {
    this.table = table;
    this.pauseNanos = pause.toNanos();
    this.client =
        DynamoDbAsyncClient.builder()
            .endpointOverride(URI.create(endpoint.url()))
            .region(Region.EU_CENTRAL_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
            .overrideConfiguration(config -> config.addExecutionInterceptor(new Tries()))
            .httpClientBuilder(NettyNioAsyncHttpClient.builder().maxConcurrency(writers))
            .build();
    for (int i = 0; i < writers; i++) {
      int writer = i;
      threads.add(Thread.ofPlatform().daemon().name("sdk-" + i).start(() -> write(writer)));
    }
  }

  private void write(int writer) {
    for (int i = 0; !stopped; i++) {
      Map<String, AttributeValue> item =
          Map.of(
              "pk", AttributeValue.fromS("sdk-" + writer + "-" + i % 100),
              "n", AttributeValue.fromN(Integer.toString(i)));
      long begun = System.nanoTime();
      AtomicInteger tries = new AtomicInteger();
      String failure = "";
      try {
        client
            .putItem(put ->
                put.tableName(table)
                    .item(item)
                    .overrideConfiguration(
                        config -> config.putExecutionAttribute(Tries.COUNT, tries)))
            .join();
      } catch (CompletionException failed) {
        failure = String.valueOf(failed.getCause());
      }
      calls.add(new Call(begun, System.nanoTime(), tries.get(), failure));
      LockSupport.parkNanos(pauseNanos);
    }
  }

  /** Counts how often the SDK sends a call. */
  private static final class Tries implements ExecutionInterceptor {
    static final ExecutionAttribute<AtomicInteger> COUNT = new ExecutionAttribute<>("tries");

    @Override
    public void beforeTransmission(
        Context.BeforeTransmission context, ExecutionAttributes attributes) {
      attributes.getAttribute(COUNT).incrementAndGet();
    }
  }

  /** Calls that were under way at some moment between two. */
  List<Call> between(long fromNanos, long toNanos) {
    return calls.stream()
        .filter(call -> call.endedNanos() - fromNanos >= 0 && call.begunNanos() - toNanos <= 0)
        .toList();
  }

  /** Ends the load and waits for its last answers. */
  void end() throws InterruptedException {
    stopped = true;
    for (Thread thread : threads) {
      if (!thread.join(Duration.ofSeconds(60))) {
        throw new IllegalStateException("A writer does not end");
      }
    }
  }

  @Override
  public void close() {
    stopped = true;
    client.close();
  }
}
