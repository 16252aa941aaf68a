package dev.stator.control;

import dev.stator.base.Clock;
import dev.stator.base.SerialExecutor;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.DepartedTables;
import dev.stator.cluster.table.GlobalIndex;
import dev.stator.cluster.table.IndexStatus;
import dev.stator.cluster.table.PartitionRange;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.cluster.table.TableDirectory;
import dev.stator.cluster.table.TableIndexes;
import dev.stator.cluster.table.TableStatus;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Goes on with what the first step of a call to AutoAdmin began. Where a procedure is stands in the
 * table's descriptor:
 *
 * <pre>
 *   table CREATING --host all partitions, configure the table's--> ACTIVE, and its indexes
 *   table UPDATING, no index in allocation or deletion --configure--> ACTIVE
 *   table DELETING --retire all partitions--> (nothing); see {@link Departures} for streams
 *   index CREATING --host its partitions--> CREATING, backfilling; table ACTIVE
 *   index CREATING, backfilling --configure the table's partitions, until all are in--> ACTIVE
 *   index UPDATING --> ACTIVE
 *   index DELETING --configure the table's partitions, retire its own--> (nothing); table ACTIVE
 * </pre>
 *
 * <p>Each step reads the descriptor anew and replaces exactly what it read, so several procedures
 * of one table can go on side by side, each may be done twice at the same time, and a step that
 * somebody else has done is not done again. All of it ends without a word where the system table is
 * not led.
 */
final class TableProcedures {
  private static final long RETRY_DELAY_NANOS = 500_000_000L;

  /** How often partitions are asked whether a new index is whole. */
  private static final long POLL_DELAY_NANOS = 200_000_000L;

  private final SystemTableStore store;
  private final Partitions replicas;
  private final TableFeeds feeds;
  private final TableDirectory directory;
  private final SerialExecutor executor;
  private final BooleanSupplier leads;
  private final Departures departures;

  /** Indexes that this process fills or removes, so that one does not do it twice. */
  private final Set<String> underWay = new TreeSet<>();

  TableProcedures(
      SystemTableStore store,
      Partitions replicas,
      TableFeeds feeds,
      TableDirectory directory,
      Clock clock,
      SerialExecutor executor,
      BooleanSupplier leads) {
    this.store = store;
    this.replicas = replicas;
    this.feeds = feeds;
    this.directory = directory;
    this.executor = executor;
    this.leads = leads;
    this.departures =
        new Departures(store, replicas, directory, clock, executor, leads, new Steps());
  }

  /** What departures need of the others. */
  private final class Steps implements Departures.Procedures {
    @Override
    public void configure(TableDescriptor table, Runnable then) {
      TableProcedures.this.configure(table, then);
    }

    @Override
    public void forget(TableDescriptor table) {
      TableProcedures.this.forget(table);
    }

    @Override
    public void proceed(TableDescriptor table) {
      TableProcedures.this.proceed(table);
    }
  }

  /** Forgets what was under way when this process led before. */
  void reset() {
    underWay.clear();
    departures.reset();
  }

  /** Goes on with everything that the table is in. */
  void proceed(TableDescriptor table) {
    switch (table.status()) {
      case CREATING -> finishCreation(table);
      case DELETING -> {
        if (DepartedTables.departs(table)) {
          departures.depart(table);
        } else {
          replicas.retire(ids(table.allPartitions()), () -> forget(table));
        }
      }
      case DEPARTED -> departures.await(table);
      case UPDATING, ACTIVE -> {
        table.indexes().global().forEach(index -> proceed(table, index));
        if (settles(table)) {
          activate(table, () -> {});
        }
      }
    }
  }

  /**
   * Has the table's partitions know of a change of the table, then opens it.
   *
   * @param done runs when that is certain, or somebody else has to do it
   */
  void activate(TableDescriptor table, Runnable done) {
    configure(table, () -> step(table, TableProcedures::activated, done), done);
  }

  private void finishCreation(TableDescriptor table) {
    // Someone else may finish it, and it may even go: its partitions must not come back then.
    BooleanSupplier wanted = () -> table.equals(directory.find(table.name()));
    replicas.host(
        ids(table.allPartitions()),
        wanted,
        () ->
            configure(table, () -> step(table, now -> now.equals(table) ? table.created() : null)),
        partition -> renew(table, partition, () -> finishCreation(table)));
  }

  /**
   * Gives a partition that never came into being another id, and so other nodes. Nobody has written
   * to it: its table, or its index, is not open yet.
   *
   * @param again runs when that cannot be done now
   */
  private void renew(TableDescriptor table, long partition, Runnable again) {
    store.takePartitionIds(
        1,
        outcome -> {
          switch (outcome) {
            case SystemTableStore.IdsOutcome.Taken taken ->
                step(
                    table,
                    now -> now.unborn(partition) ? now.renewed(partition, taken.first()) : null,
                    () -> retireUnlessOf(table, partition));
            case SystemTableStore.IdsOutcome.Failed failed -> {
              if (leads.getAsBoolean()) {
                executor.schedule(RETRY_DELAY_NANOS, again);
              }
            }
          }
        });
  }

  private void retireUnlessOf(TableDescriptor table, long partition) {
    TableDescriptor now = directory.find(table.name());
    if (now == null || !ids(now.allPartitions()).contains(partition)) {
      replicas.retire(List.of(partition), () -> {});
    }
  }

  private void forget(TableDescriptor table) {
    store.remove(table, response -> retryUnlessSettled(response, () -> forget(table)));
  }

  /** Whether a change of the table itself is all that keeps it from being active. */
  private static boolean settles(TableDescriptor table) {
    return table.status() == TableStatus.UPDATING
        && table.indexes().global().stream().noneMatch(IndexChanges::holds);
  }

  private static @Nullable TableDescriptor activated(TableDescriptor now) {
    return settles(now) ? now.changed() : null;
  }

  private void proceed(TableDescriptor table, GlobalIndex index) {
    switch (index.status()) {
      case CREATING -> {
        if (index.backfilling()) {
          once("fill " + index.id(), () -> fill(table, index));
        } else {
          once("allocate " + index.id(), () -> allocate(table, index));
        }
      }
      case UPDATING -> indexStep(table, index, now -> now.with(IndexStatus.ACTIVE, false));
      case DELETING -> once("delete " + index.id(), () -> remove(table, index));
      case ACTIVE -> {}
    }
  }

  private void once(String what, Runnable task) {
    if (underWay.add(what)) {
      task.run();
    }
  }

  private void allocate(TableDescriptor table, GlobalIndex index) {
    replicas.host(
        ids(index.partitions()),
        () -> index.equals(now(table, index)),
        () ->
            step(
                table,
                now -> {
                  if (!index.equals(find(now, index))) {
                    return null;
                  }
                  TableIndexes next = now.indexes().with(index.with(IndexStatus.CREATING, true));
                  return now.with(TableStatus.ACTIVE, next, now.traitsVersion() + 1);
                }),
        partition -> {
          underWay.remove("allocate " + index.id());
          renew(table, partition, () -> proceed(table, index));
        });
  }

  /** Has the table's partitions feed the index, and waits until everything is in. */
  private void fill(TableDescriptor table, GlobalIndex index) {
    configure(table, () -> awaitWhole(table, index));
  }

  private void awaitWhole(TableDescriptor table, GlobalIndex index) {
    GlobalIndex now = now(table, index);
    if (!leads.getAsBoolean() || now == null || !now.backfilling()) {
      return;
    }
    feeds.whole(
        table,
        index.id(),
        whole ->
            executor.execute(() -> {
              if (whole) {
                indexStep(table, index, same -> same.with(IndexStatus.ACTIVE, false));
              } else {
                executor.schedule(POLL_DELAY_NANOS, () -> awaitWhole(table, index));
              }
            }));
  }

  private void remove(TableDescriptor table, GlobalIndex index) {
    configure(
        table,
        () ->
            replicas.retire(
                ids(index.partitions()),
                () ->
                    step(
                        table,
                        now -> {
                          if (find(now, index) == null) {
                            return null;
                          }
                          TableDescriptor without =
                              now.with(
                                  now.status(),
                                  now.indexes().without(index.id()),
                                  now.traitsVersion());
                          TableDescriptor active = activated(without);
                          return active == null ? without : active;
                        })));
  }

  private void configure(TableDescriptor table, Runnable then) {
    configure(table, then, () -> {});
  }

  /**
   * Tells the table's partitions what they must know now; again and again, until all do.
   *
   * @param lost runs instead, when somebody else has to do it
   */
  private void configure(TableDescriptor table, Runnable then, Runnable lost) {
    TableDescriptor now = directory.find(table.name());
    if (!leads.getAsBoolean() || now == null || !now.id().equals(table.id())) {
      lost.run();
      return;
    }
    if (now.traitsVersion() == 0) {
      then.run();
      return;
    }
    feeds.configure(
        now,
        all ->
            executor.execute(() -> {
              if (all) {
                then.run();
              } else {
                executor.schedule(RETRY_DELAY_NANOS, () -> configure(table, then, lost));
              }
            }));
  }

  /** Changes one index that is in the same status as before. */
  private void indexStep(
      TableDescriptor table, GlobalIndex index, UnaryOperator<GlobalIndex> change) {
    step(
        table,
        now -> {
          GlobalIndex same = find(now, index);
          return same == null || same.status() != index.status()
              ? null
              : now.with(now.status(), now.indexes().with(change.apply(same)), now.traitsVersion());
        });
  }

  /**
   * Replaces the table's descriptor by what {@code change} makes of it.
   *
   * @param change answers null when there is nothing to do any more
   */
  private void step(TableDescriptor table, Change change) {
    step(table, change, () -> {});
  }

  private void step(TableDescriptor table, Change change, Runnable done) {
    step(table, change, done, false);
  }

  /**
   * As the others.
   *
   * @param done runs when nothing is to do any more, or somebody else has to do it
   * @param again whether an earlier attempt may have done it: then what comes next has to be done
   */
  private void step(TableDescriptor table, Change change, Runnable done, boolean again) {
    TableDescriptor now = directory.find(table.name());
    TableDescriptor next = now == null || !now.id().equals(table.id()) ? null : change.of(now);
    if (now == null || next == null || next.equals(now)) {
      done.run();
      if (again && now != null) {
        proceed(now);
      }
      return;
    }
    store.replace(
        next,
        now,
        response -> {
          if (response instanceof PartitionResponse.Written) {
            done.run();
            proceed(next);
          } else if (leads.getAsBoolean()) {
            executor.schedule(RETRY_DELAY_NANOS, () -> step(table, change, done, true));
          } else {
            done.run();
          }
        });
  }

  /** What a step makes of a descriptor. */
  private interface Change {
    @Nullable TableDescriptor of(TableDescriptor now);
  }

  private @Nullable GlobalIndex now(TableDescriptor table, GlobalIndex index) {
    TableDescriptor now = directory.find(table.name());
    return now == null || !now.id().equals(table.id()) ? null : find(now, index);
  }

  private static @Nullable GlobalIndex find(TableDescriptor table, GlobalIndex index) {
    GlobalIndex same = table.indexes().global(index.name());
    return same == null || same.id() != index.id() ? null : same;
  }

  private static List<Long> ids(List<PartitionRange> partitions) {
    return partitions.stream().map(PartitionRange::id).toList();
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
}
