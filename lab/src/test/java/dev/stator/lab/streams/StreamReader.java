package dev.stator.lab.streams;

import dev.stator.lab.wire.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.StreamDescription;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/**
 * Follows a stream from its beginning: shards are discovered again and again, parents are read to
 * their end before their children, and what fails is asked of the next endpoint.
 */
final class StreamReader implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(30);

  private final List<DynamoDbStreamsClient> clients;
  private final String streamArn;
  private final Chains chains;
  private final Map<String, String> reading = new LinkedHashMap<>();
  private final Set<String> done = new TreeSet<>();
  private final Thread thread = Thread.ofPlatform().name("stream-reader").unstarted(this::run);
  private int at;
  private volatile boolean closed;
  private volatile @Nullable Throwable broken;

  StreamReader(List<Endpoint> endpoints, String streamArn, Chains chains) {
    this.clients = endpoints.stream().map(Clients::streams).toList();
    this.streamArn = streamArn;
    this.chains = chains;
  }

  StreamReader start() {
    thread.start();
    return this;
  }

  /** What the reader stumbled over, if it did. */
  void check() {
    Throwable why = broken;
    if (why != null) {
      throw new AssertionError("the reader of " + streamArn + " failed", why);
    }
  }

  private void run() {
    try {
      while (!closed) {
        try {
          discover();
          for (String shard : List.copyOf(reading.keySet())) {
            read(shard);
          }
        } catch (SdkException failed) {
          at = (at + 1) % clients.size();
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    } catch (RuntimeException | AssertionError failed) {
      broken = failed;
    }
  }

  private DynamoDbStreamsClient client() {
    return clients.get(at);
  }

  private void discover() {
    for (Shard shard : shards(client(), streamArn)) {
      String id = shard.shardId();
      String parent = shard.parentShardId();
      if (!reading.containsKey(id)
          && !done.contains(id)
          && (parent == null || done.contains(parent))) {
        reading.put(
            id,
            client()
                .getShardIterator(r ->
                    r.streamArn(streamArn)
                        .shardId(id)
                        .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                .shardIterator());
      }
    }
  }

  /** All shards, a page of two at a time. */
  static List<Shard> shards(DynamoDbStreamsClient client, String streamArn) {
    List<Shard> shards = new ArrayList<>();
    String[] after = {null};
    do {
      StreamDescription page =
          client
              .describeStream(r -> r.streamArn(streamArn).limit(2).exclusiveStartShardId(after[0]))
              .streamDescription();
      shards.addAll(page.shards());
      after[0] = page.lastEvaluatedShardId();
    } while (after[0] != null);
    return shards;
  }

  private void read(String shard) {
    GetRecordsResponse page =
        client().getRecords(r -> r.shardIterator(reading.get(shard)).limit(100));
    for (Record record : page.records()) {
      chains.add(record);
    }
    if (page.nextShardIterator() == null) {
      reading.remove(shard);
      done.add(shard);
    } else {
      reading.put(shard, page.nextShardIterator());
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    clients.forEach(DynamoDbStreamsClient::close);
  }
}
