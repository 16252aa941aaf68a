package dev.stator.control;

import dev.stator.base.Clock;
import dev.stator.base.RandomSource;
import dev.stator.base.SerialExecutor;
import dev.stator.cluster.message.NodeClient;
import dev.stator.cluster.message.PartitionClient;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.PartitionRange;
import dev.stator.cluster.table.TableControl;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.cluster.table.TableDirectory;
import dev.stator.cluster.table.TableStatus;
import dev.stator.cluster.table.Throughput;
import dev.stator.model.ApiException;
import dev.stator.model.ErrorCode;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Creates, changes and deletes tables. Each procedure's phase is the table's status in the system
 * table:
 *
 * <pre>
 *   create: (nothing) --insert--> CREATING --host partitions--> ACTIVE
 *   update: ACTIVE --replace--> UPDATING --replace--> ACTIVE
 *   delete: ACTIVE --replace--> DELETING --retire partitions--> (nothing)
 * </pre>
 *
 * <p>The point of no return of a deletion is its first step. {@link #resume} picks up whatever a
 * crash left in between.
 */
public final class AutoAdmin implements TableControl {
  /** Tables per account and region. Source: the service's documentation on quotas. */
  static final int TABLES_MAX = 2_500;

  private static final long RETRY_DELAY_NANOS = 500_000_000L;

  private final SystemTableStore store;
  private final NodeClient nodes;
  private final TableDirectory directory;
  private final Clock clock;
  private final RandomSource random;
  private final SerialExecutor executor;

  public AutoAdmin(
      PartitionClient partitions,
      NodeClient nodes,
      TableDirectory directory,
      Clock clock,
      RandomSource random,
      SerialExecutor executor) {
    this.store = new SystemTableStore(partitions, executor);
    this.nodes = nodes;
    this.directory = directory;
    this.clock = clock;
    this.random = random;
    this.executor = executor;
  }

  /** Continues every procedure that is under way. Called when the system table begins to lead. */
  public void resume() {
    executor.execute(() -> {
      for (TableDescriptor table : directory.all()) {
        proceed(table);
      }
    });
  }

  /** Goes on with the procedure that the table is in. May be done twice at the same time. */
  private void proceed(TableDescriptor table) {
    switch (table.status()) {
      case CREATING -> hostPartitions(table, 0);
      case UPDATING -> activate(table);
      case DELETING -> retirePartitions(table, 0);
      case ACTIVE -> {}
    }
  }

  /**
   * After a first step with an unknown outcome: waits until it is certain what the system table
   * holds, then goes on with whatever that is.
   */
  private void settle(String tableName) {
    store.awaitSettled(
        tableName,
        response -> {
          if (response instanceof PartitionResponse.ConditionFailed) {
            TableDescriptor table = directory.find(tableName);
            if (table != null) {
              proceed(table);
            }
          } else {
            executor.schedule(RETRY_DELAY_NANOS, () -> settle(tableName));
          }
        });
  }

  @Override
  public void create(TableSpec spec, Consumer<Outcome> reply) {
    executor.execute(() -> {
      if (directory.find(spec.name()) != null) {
        reply.accept(alreadyExists(spec.name()));
      } else if (directory.size() >= TABLES_MAX) {
        reply.accept(tooManyTables());
      } else {
        takeIds(spec, reply);
      }
    });
  }

  private void takeIds(TableSpec spec, Consumer<Outcome> reply) {
    int count = PartitionPlan.count(spec.onDemand(), spec.readUnits(), spec.writeUnits());
    store.takePartitionIds(
        count,
        outcome -> {
          switch (outcome) {
            case SystemTableStore.IdsOutcome.Taken taken ->
                insert(describe(spec, PartitionPlan.ranges(taken.first(), count)), reply);
            case SystemTableStore.IdsOutcome.Failed failed ->
                reply.accept(unfinished(failed.response()));
          }
        });
  }

  private TableDescriptor describe(TableSpec spec, List<PartitionRange> ranges) {
    long now = clock.wallMillis();
    return new TableDescriptor(
        spec.name(),
        new UUID(
                (random.nextLong() & ~0xF000L) | 0x4000L,
                (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L)
            .toString(),
        spec.keySchema(),
        TableStatus.CREATING,
        now,
        spec.onDemand(),
        spec.onDemand() ? now : 0,
        Throughput.of(spec.readUnits(), spec.writeUnits()),
        spec.deletionProtection(),
        spec.settings(),
        ranges);
  }

  private void insert(TableDescriptor table, Consumer<Outcome> reply) {
    store.insert(
        table,
        response -> {
          switch (response) {
            case PartitionResponse.Written written -> {
              reply.accept(new Outcome.Begun(table));
              hostPartitions(table, 0);
            }
            case PartitionResponse.ConditionFailed failed ->
                reply.accept(alreadyExists(table.name()));
            default -> unfinished(table.name(), response, reply);
          }
        });
  }

  /** Has every partition of the table hosted, one after the other, then opens the table. */
  private void hostPartitions(TableDescriptor table, int next) {
    if (!table.equals(directory.find(table.name()))) {
      // Someone else has finished it, and it may even be gone: its partitions must not come back.
      return;
    }
    if (next == table.partitions().size()) {
      activate(table);
      return;
    }
    nodes.host(
        table.partitions().get(next).id(),
        ready ->
            executor.execute(() -> {
              if (ready) {
                hostPartitions(table, next + 1);
              } else {
                executor.schedule(RETRY_DELAY_NANOS, () -> hostPartitions(table, next));
              }
            }));
  }

  private void activate(TableDescriptor table) {
    store.replace(
        table.withStatus(TableStatus.ACTIVE),
        table,
        response -> retryUnlessSettled(response, () -> activate(table)));
  }

  @Override
  public void update(TableChange change, Consumer<Outcome> reply) {
    executor.execute(() -> {
      TableDescriptor table = directory.find(change.name());
      if (table == null) {
        reply.accept(notFound(change.name()));
      } else if (table.status() != TableStatus.ACTIVE) {
        reply.accept(inUse(table));
      } else {
        replace(table, change, reply);
      }
    });
  }

  private void replace(TableDescriptor table, TableChange change, Consumer<Outcome> reply) {
    TableDescriptor changed;
    try {
      changed = TableChanges.apply(table, change, clock.wallMillis());
    } catch (ApiException refused) {
      reply.accept(new Outcome.Refused(refused));
      return;
    }
    store.replace(
        changed,
        table,
        response -> {
          switch (response) {
            case PartitionResponse.Written written -> {
              reply.accept(new Outcome.Begun(changed));
              if (changed.status() == TableStatus.UPDATING) {
                activate(changed);
              }
            }
            case PartitionResponse.ConditionFailed failed -> reply.accept(inUse(table));
            default -> unfinished(table.name(), response, reply);
          }
        });
  }

  @Override
  public void delete(String tableName, Consumer<Outcome> reply) {
    executor.execute(() -> {
      TableDescriptor table = directory.find(tableName);
      if (table == null) {
        reply.accept(notFound(tableName));
      } else if (table.status() != TableStatus.ACTIVE) {
        reply.accept(inUse(table));
      } else if (table.deletionProtection()) {
        reply.accept(
            new Outcome.Refused(
                ApiException.validation(
                    "Resource cannot be deleted as it is currently protected against"
                        + " deletion. Disable deletion protection first.")));
      } else {
        beginDeletion(table, reply);
      }
    });
  }

  private void beginDeletion(TableDescriptor table, Consumer<Outcome> reply) {
    TableDescriptor deleting = table.withStatus(TableStatus.DELETING);
    store.replace(
        deleting,
        table,
        response -> {
          switch (response) {
            case PartitionResponse.Written written -> {
              reply.accept(new Outcome.Begun(deleting));
              retirePartitions(deleting, 0);
            }
            case PartitionResponse.ConditionFailed failed -> reply.accept(inUse(table));
            default -> unfinished(table.name(), response, reply);
          }
        });
  }

  private void retirePartitions(TableDescriptor table, int next) {
    if (next == table.partitions().size()) {
      forget(table);
      return;
    }
    nodes.retire(
        table.partitions().get(next).id(),
        done ->
            executor.execute(() -> {
              if (done) {
                retirePartitions(table, next + 1);
              } else {
                executor.schedule(RETRY_DELAY_NANOS, () -> retirePartitions(table, next));
              }
            }));
  }

  private void forget(TableDescriptor table) {
    store.remove(table, response -> retryUnlessSettled(response, () -> forget(table)));
  }

  /** A failed condition also settles a step: someone has done it before. */
  private void retryUnlessSettled(PartitionResponse response, Runnable again) {
    boolean settled =
        response instanceof PartitionResponse.Written
            || response instanceof PartitionResponse.ConditionFailed;
    if (!settled) {
      executor.schedule(RETRY_DELAY_NANOS, again);
    }
  }

  private static Outcome alreadyExists(String name) {
    return new Outcome.Refused(
        new ApiException(ErrorCode.RESOURCE_IN_USE, "Table already exists: " + name));
  }

  private static Outcome notFound(String name) {
    return new Outcome.Refused(
        new ApiException(
            ErrorCode.RESOURCE_NOT_FOUND,
            "Requested resource not found: Table: " + name + " not found"));
  }

  private static Outcome inUse(TableDescriptor table) {
    String doing =
        switch (table.status()) {
          case CREATING -> "created";
          case DELETING -> "deleted";
          case UPDATING, ACTIVE -> "updated";
        };
    return new Outcome.Refused(
        new ApiException(
            ErrorCode.RESOURCE_IN_USE,
            "Attempt to change a resource which is still in use: Table is being "
                + doing
                + ": "
                + table.name()));
  }

  private static Outcome tooManyTables() {
    return new Outcome.Refused(
        new ApiException(
            ErrorCode.LIMIT_EXCEEDED,
            "Subscriber limit exceeded: Maximum number of tables per account exceeded. Max tables: "
                + TABLES_MAX));
  }

  private void unfinished(String tableName, PartitionResponse response, Consumer<Outcome> reply) {
    reply.accept(unfinished(response));
    if (response instanceof PartitionResponse.Unknown) {
      settle(tableName);
    }
  }

  private static Outcome unfinished(PartitionResponse response) {
    return new Outcome.Refused(
        new ApiException(ErrorCode.INTERNAL, "The request could not be completed: " + response));
  }
}
