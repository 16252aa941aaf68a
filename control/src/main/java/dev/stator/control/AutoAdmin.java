package dev.stator.control;

import dev.stator.base.Clock;
import dev.stator.base.RandomSource;
import dev.stator.base.SerialExecutor;
import dev.stator.cluster.directory.Knowledge;
import dev.stator.cluster.directory.SystemView;
import dev.stator.cluster.member.NodeInfo;
import dev.stator.cluster.member.Registration;
import dev.stator.cluster.message.Nodes;
import dev.stator.cluster.message.PartitionClient;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.DepartedTables;
import dev.stator.cluster.table.GlobalIndex;
import dev.stator.cluster.table.IndexSpec;
import dev.stator.cluster.table.IndexStatus;
import dev.stator.cluster.table.LedgerTable;
import dev.stator.cluster.table.Placement;
import dev.stator.cluster.table.PlacementDirectory;
import dev.stator.cluster.table.SystemTables;
import dev.stator.cluster.table.TableControl;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.cluster.table.TableDirectory;
import dev.stator.cluster.table.TableIndexes;
import dev.stator.cluster.table.TableStatus;
import dev.stator.cluster.table.TableStreams;
import dev.stator.cluster.table.TableTimeToLive;
import dev.stator.cluster.table.Throughput;
import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Creates, changes and deletes tables. A call is answered when its first step is committed, which
 * writes down in the table's descriptor what is to become of it; {@link TableProcedures} does the
 * rest.
 *
 * <p>The point of no return of a deletion is its first step. {@link #resume} picks up whatever a
 * crash, or a leader that is deposed, left in between: it runs where the system table is led, and
 * goes quiet elsewhere.
 */
public final class AutoAdmin implements TableControl {
  /** Tables per account and region. Source: the service's documentation on quotas. */
  static final int TABLES_MAX = 2_500;

  private static final long RETRY_DELAY_NANOS = 500_000_000L;

  private final SystemTableStore store;
  private final Partitions replicas;
  private final TableProcedures procedures;
  private final SystemView view;
  private final Founding founding;
  private final Members members;
  private final TableDirectory directory;
  private final PlacementDirectory placements;
  private final BooleanSupplier leads;
  private final BooleanSupplier certain;
  private final Clock clock;
  private final RandomSource random;
  private final SerialExecutor executor;

  /** Again after a step that lost against one of the table's own procedures. */
  private static final int ATTEMPTS_MAX = 4;

  /**
   * @param systemTable writes to this node's replica of the system table, and nowhere else: a write
   *     of one who leads no more must fail
   * @param partitions the way to all partitions
   * @param knowledge what that replica applied
   * @param founders nodes that stand in the system table from its beginning
   * @param leads whether that replica leads, and everything before its term is applied
   * @param certain whether nobody else can lead at this moment: asked before something is called
   *     gone
   */
  public AutoAdmin(
      PartitionClient systemTable,
      Nodes nodes,
      PartitionClient partitions,
      Knowledge knowledge,
      List<Registration> founders,
      Clock clock,
      RandomSource random,
      SerialExecutor executor,
      BooleanSupplier leads,
      BooleanSupplier certain) {
    this.store = new SystemTableStore(systemTable, executor);
    this.view = knowledge.view();
    this.founding = new Founding(founders, view, leads, executor);
    this.members = new Members(store, knowledge, founding, this::nextPartition, executor, leads);
    this.directory = knowledge.tables();
    this.placements = knowledge.placements();
    this.leads = leads;
    this.certain = certain;
    this.replicas =
        new Partitions(
            store, placements, nodes, new Survey(knowledge, nodes, executor), executor, leads);
    this.procedures =
        new TableProcedures(
            store,
            replicas,
            new TableFeeds(partitions, executor),
            knowledge.tables(),
            clock,
            executor,
            leads);
    this.clock = clock;
    this.random = random;
    this.executor = executor;
  }

  /** Whether calls may be made here. */
  public boolean leads() {
    return leads.getAsBoolean();
  }

  /** Continues every procedure that is under way. Called when the system table begins to lead. */
  public void resume() {
    executor.execute(() -> {
      procedures.reset();
      members.resume();
      Set<Long> ofTables = new TreeSet<>();
      for (TableDescriptor table : directory.all()) {
        table.allPartitions().forEach(range -> ofTables.add(range.id()));
        procedures.proceed(table);
      }
      List<Long> ofNone = new ArrayList<>();
      for (Placement placement : placements.all()) {
        if (placement.partition() >= SystemTables.FIRST_USER_PARTITION
            && !ofTables.contains(placement.partition())) {
          ofNone.add(placement.partition());
        }
      }
      Placement system = placements.find(SystemTables.PARTITION);
      if (system != null
          && view.find(SystemTables.KIND_PLACEMENT, Long.toString(SystemTables.PARTITION))
              == null) {
        store.insertPlacement(system, response -> retryUnlessSettled(response, this::resume));
      }
      // Left by a predecessor that led no more when it wrote it.
      replicas.retire(ofNone, () -> {});
    });
  }

  /**
   * Which of the partitions are gone for good, as far as it is certain: their ids were given out
   * once, and no table has them now. Asked of who leads, about partitions that somebody hosts.
   */
  @Override
  public void gone(List<Long> partitions, Consumer<List<Long>> reply) {
    executor.execute(() -> {
      Set<Long> ofTables = new TreeSet<>();
      for (TableDescriptor table : directory.all()) {
        table.allPartitions().forEach(range -> ofTables.add(range.id()));
      }
      long next = nextPartition();
      if (!certain.getAsBoolean()) {
        reply.accept(List.of());
        return;
      }
      reply.accept(
          partitions.stream()
              .filter(id ->
                  id >= SystemTables.FIRST_USER_PARTITION && id < next && !ofTables.contains(id))
              .toList());
    });
  }

  /**
   * Where a partition is to be now; null for nowhere. Asked of who leads, by a node before it makes
   * a replica from nothing: what made it do so may be old.
   */
  public void placed(long partition, Consumer<@Nullable Placement> reply) {
    executor.execute(() -> {
      boolean living =
          directory.all().stream()
              .filter(table -> table.status() != TableStatus.DELETING)
              .anyMatch(table -> keeps(table, partition));
      Placement now = placements.find(partition);
      reply.accept(living && certain.getAsBoolean() ? now : null);
    });
  }

  private static boolean keeps(TableDescriptor table, long partition) {
    return table.partitions().stream().anyMatch(range -> range.id() == partition)
        || table.indexes().global().stream()
            .filter(index -> index.status() != IndexStatus.DELETING)
            .flatMap(index -> index.partitions().stream())
            .anyMatch(range -> range.id() == partition);
  }

  /** The id that the next partition gets, or a lower one while that is being given out. */
  private long nextPartition() {
    Item counter = view.find(SystemTables.KIND_COUNTER, "partition");
    return counter != null && counter.get("next") instanceof AttributeValue.N next
        ? next.value().longValue()
        : SystemTables.FIRST_USER_PARTITION;
  }

  /**
   * Has a node stand in the system table as it says.
   *
   * @param reply gets the registration, or null when that did not come about: try again
   */
  public void register(NodeInfo node, long nodeStore, Consumer<@Nullable Registration> reply) {
    executor.execute(() -> {
      if (founding.keeps(() -> register(node, nodeStore, reply))) {
        return;
      }
      if (founding.done()) {
        members.register(node, nodeStore, reply);
      } else {
        reply.accept(null);
      }
    });
  }

  /**
   * Has a node leave for good: its replicas are moved away, and then it is a member no more.
   *
   * @param reply gets a sentence that says why not; empty when that is noted
   */
  public void remove(String node, Consumer<String> reply) {
    executor.execute(() -> members.remove(node, reply));
  }

  /**
   * Takes that back, as long as it has not left.
   *
   * @param reply gets a sentence that says why not; empty when it stays
   */
  public void keep(String node, Consumer<String> reply) {
    executor.execute(() -> members.keep(node, reply));
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
              procedures.proceed(table);
            }
          } else if (leads.getAsBoolean()) {
            executor.schedule(RETRY_DELAY_NANOS, () -> settle(tableName));
          }
        });
  }

  @Override
  public void create(TableSpec spec, Consumer<Outcome> reply) {
    executor.execute(() -> {
      if (founding.keeps(() -> create(spec, reply))) {
        return;
      }
      if (!founding.done()) {
        reply.accept(Refusals.unfinished(new PartitionResponse.NotLeader(null)));
      } else if (directory.find(spec.name()) != null) {
        reply.accept(Refusals.alreadyExists(spec.name()));
      } else if (!LedgerTable.isHidden(spec.name()) && userTables() >= TABLES_MAX) {
        reply.accept(Refusals.tooManyTables());
      } else {
        takeIds(spec, reply);
      }
    });
  }

  private long userTables() {
    return directory.all().stream().filter(table -> !LedgerTable.isHidden(table.name())).count();
  }

  private void takeIds(TableSpec spec, Consumer<Outcome> reply) {
    int own = PartitionPlan.count(spec);
    int all = own;
    for (IndexSpec index : spec.globalIndexes()) {
      all += PartitionPlan.count(spec, index);
    }
    store.takePartitionIds(
        all,
        outcome -> {
          switch (outcome) {
            case SystemTableStore.IdsOutcome.Taken taken ->
                insert(describe(spec, taken.first(), own), reply);
            case SystemTableStore.IdsOutcome.Failed failed ->
                reply.accept(Refusals.unfinished(failed.response()));
          }
        });
  }

  private TableDescriptor describe(TableSpec spec, long firstPartition, int own) {
    long now = clock.wallMillis();
    List<GlobalIndex> global = new ArrayList<>();
    long next = firstPartition + own;
    for (IndexSpec index : spec.globalIndexes()) {
      int count = PartitionPlan.count(spec, index);
      global.add(IndexChanges.index(index, false, PartitionPlan.ranges(next, count)));
      next += count;
    }
    TableIndexes indexes = new TableIndexes(spec.localIndexes(), global);
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
        TableStreams.apply(spec.name(), spec.settings(), now),
        PartitionPlan.ranges(firstPartition, own),
        indexes,
        indexes.isEmpty() && !TableStreams.asked(spec.settings()) ? 0 : 1);
  }

  private void insert(TableDescriptor table, Consumer<Outcome> reply) {
    store.insert(
        table,
        response -> {
          switch (response) {
            case PartitionResponse.Written written -> {
              reply.accept(new Outcome.Begun(table));
              procedures.proceed(table);
            }
            case PartitionResponse.ConditionFailed failed ->
                reply.accept(Refusals.alreadyExists(table.name()));
            default -> unfinished(table.name(), response, reply);
          }
        });
  }

  @Override
  public void update(TableChange change, Consumer<Outcome> reply) {
    executor.execute(() -> update(change, 1, reply));
  }

  private void update(TableChange change, int attempt, Consumer<Outcome> reply) {
    TableDescriptor table = directory.find(change.name());
    if (table == null) {
      reply.accept(Refusals.notFound(change.name()));
    } else if (!table.status().serves()) {
      reply.accept(Refusals.inUse(table));
    } else {
      takeIds(table, change, first -> replace(table, change, first, attempt, reply), reply);
    }
  }

  /** Takes ids for the partitions of an index that the change makes, if it would be let do so. */
  private void takeIds(
      TableDescriptor table, TableChange change, LongConsumer then, Consumer<Outcome> reply) {
    TableDescriptor changed;
    try {
      changed = TableChanges.apply(table, change, clock.wallMillis());
    } catch (ApiException refused) {
      reply.accept(new Outcome.Refused(refused));
      return;
    }
    int count = changed.allPartitions().size() - table.allPartitions().size();
    if (count <= 0) {
      then.accept(SystemTables.FIRST_USER_PARTITION);
      return;
    }
    store.takePartitionIds(
        count,
        outcome -> {
          switch (outcome) {
            case SystemTableStore.IdsOutcome.Taken taken -> then.accept(taken.first());
            case SystemTableStore.IdsOutcome.Failed failed ->
                reply.accept(Refusals.unfinished(failed.response()));
          }
        });
  }

  private void replace(
      TableDescriptor table,
      TableChange change,
      long firstPartition,
      int attempt,
      Consumer<Outcome> reply) {
    TableDescriptor changed;
    try {
      changed = TableChanges.apply(table, change, clock.wallMillis(), firstPartition);
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
              Outcome begun = new Outcome.Begun(changed);
              if (TableTimeToLive.asked(change.settings())) {
                // Nobody sees that the table is being changed: the service does not show it either.
                procedures.activate(changed, () -> reply.accept(begun));
              } else {
                reply.accept(begun);
                procedures.proceed(changed);
              }
            }
            case PartitionResponse.ConditionFailed failed -> {
              if (attempt < ATTEMPTS_MAX) {
                update(change, attempt + 1, reply);
              } else {
                reply.accept(Refusals.inUse(table));
              }
            }
            default -> unfinished(table.name(), response, reply);
          }
        });
  }

  @Override
  public void delete(String tableName, Consumer<Outcome> reply) {
    executor.execute(() -> {
      TableDescriptor table = directory.find(tableName);
      if (table == null) {
        reply.accept(Refusals.notFound(tableName));
      } else if (!table.status().serves()) {
        reply.accept(Refusals.inUse(table));
      } else if (!table.indexes().idle()) {
        reply.accept(Refusals.indexesInUse());
      } else if (table.status() != TableStatus.ACTIVE) {
        reply.accept(Refusals.inUse(table));
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
    TableDescriptor deleting = DepartedTables.deleting(table, clock.wallMillis());
    store.replace(
        deleting,
        table,
        response -> {
          switch (response) {
            case PartitionResponse.Written written -> {
              reply.accept(new Outcome.Begun(deleting));
              procedures.proceed(deleting);
            }
            case PartitionResponse.ConditionFailed failed -> reply.accept(Refusals.inUse(table));
            default -> unfinished(table.name(), response, reply);
          }
        });
  }

  /** A failed condition also settles a step: someone has done it before. */
  private void retryUnlessSettled(PartitionResponse response, Runnable again) {
    boolean settled =
        response instanceof PartitionResponse.Written
            || response instanceof PartitionResponse.ConditionFailed;
    if (!settled && leads.getAsBoolean()) {
      executor.schedule(RETRY_DELAY_NANOS, again);
    }
  }

  private void unfinished(String tableName, PartitionResponse response, Consumer<Outcome> reply) {
    reply.accept(Refusals.unfinished(response));
    if (response instanceof PartitionResponse.Unknown) {
      settle(tableName);
    }
  }
}
