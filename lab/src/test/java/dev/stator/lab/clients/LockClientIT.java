package dev.stator.lab.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.dynamodbv2.AcquireLockOptions;
import com.amazonaws.services.dynamodbv2.AmazonDynamoDBLockClient;
import com.amazonaws.services.dynamodbv2.AmazonDynamoDBLockClientOptions;
import com.amazonaws.services.dynamodbv2.CreateDynamoDBTableOptions;
import com.amazonaws.services.dynamodbv2.LockItem;
import com.amazonaws.services.dynamodbv2.ReleaseLockOptions;
import com.amazonaws.services.dynamodbv2.model.LockNotGrantedException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughput;
import software.amazon.awssdk.services.dynamodb.waiters.DynamoDbWaiter;

/** {@code dynamodb-lock-client}, unchanged: conditional writes as a lock service uses them. */
class LockClientIT {
  @Test
  void locksAreHeldByOneAndCanBeTakenOver() throws Exception {
    try (EndpointUnderTest endpoint = EndpointUnderTest.acquire();
        DynamoDbClient client = new JavaSyncClientIT().connect(endpoint)) {
      String table = "locks-" + UUID.randomUUID().toString().substring(0, 8);
      AmazonDynamoDBLockClient.createLockTableInDynamoDB(
          CreateDynamoDBTableOptions.builder(
                  client,
                  ProvisionedThroughput.builder()
                      .readCapacityUnits(10L)
                      .writeCapacityUnits(10L)
                      .build(),
                  table)
              .build());
      try (DynamoDbWaiter waiter = ClientSuite.waiter(client)) {
        waiter.waitUntilTableExists(request -> request.tableName(table));
      }

      // Nobody beats for the silent owner, so that its lease ends.
      try (AmazonDynamoDBLockClient first = connect(client, table, "first", true);
          AmazonDynamoDBLockClient silent = connect(client, table, "silent", false);
          AmazonDynamoDBLockClient second = connect(client, table, "second", true)) {
        assertThat(first.lockTableExists()).isTrue();
        LockItem held = first.acquireLock(lock("a"));
        assertThat(held.getData()).hasValue(ByteBuffer.wrap(new byte[] {1, 2}));
        assertThat(second.tryAcquireLock(quick("a"))).isEmpty();
        held.sendHeartBeat();

        LockItem lost = silent.acquireLock(lock("b"));
        LockItem taken = second.acquireLock(lock("b"));
        assertThat(taken.getOwnerName()).isEqualTo("second");
        assertThatThrownBy(lost::sendHeartBeat).isInstanceOf(LockNotGrantedException.class);
        assertThat(silent.releaseLock(ReleaseLockOptions.builder(lost).build())).isFalse();
        assertThat(second.getAllLocksFromDynamoDB(false)).hasSize(2);
        assertThat(second.releaseLock(ReleaseLockOptions.builder(taken).build())).isTrue();
        assertThat(first.releaseLock(ReleaseLockOptions.builder(held).build())).isTrue();
        assertThat(second.getLock("a", Optional.empty())).isEmpty();
      }
      client.deleteTable(request -> request.tableName(table));
    }
  }

  private static AmazonDynamoDBLockClient connect(
      DynamoDbClient client, String table, String owner, boolean beats) {
    return new AmazonDynamoDBLockClient(
        AmazonDynamoDBLockClientOptions.builder(client, table)
            .withOwnerName(owner)
            .withTimeUnit(TimeUnit.MILLISECONDS)
            .withLeaseDuration(1_000L)
            .withHeartbeatPeriod(200L)
            .withCreateHeartbeatBackgroundThread(beats)
            .build());
  }

  private static AcquireLockOptions lock(String key) {
    return options(key, 5_000L);
  }

  private static AcquireLockOptions quick(String key) {
    return options(key, 0L);
  }

  private static AcquireLockOptions options(String key, long waitMillis) {
    return AcquireLockOptions.builder(key)
        .withData(ByteBuffer.wrap(new byte[] {1, 2}))
        .withReplaceData(true)
        .withTimeUnit(TimeUnit.MILLISECONDS)
        .withAdditionalTimeToWaitForLock(waitMillis)
        .withRefreshPeriod(50L)
        .withDeleteLockOnRelease(true)
        .build();
  }
}
