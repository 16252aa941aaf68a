package dev.stator.control;

import dev.stator.base.Clock;
import dev.stator.base.SerialExecutor;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.DepartedTables;
import dev.stator.cluster.table.GlobalIndex;
import dev.stator.cluster.table.PartitionRange;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.cluster.table.TableDirectory;
import dev.stator.cluster.table.TableStatus;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What happens to a table that is deleted while its streams can still be read:
 *
 * <pre>
 *   table DELETING --tell its partitions that they are to keep streams alone, retire those of its
 *     indexes, put the descriptor aside under a name of its own as DEPARTED--> (nothing)
 *   DEPARTED --a day after the deletion--> DELETING, and so (nothing)
 * </pre>
 *
 * <p>Only so many departed tables stay at a time; beyond that the one whose time would be over
 * first goes at once, so that making and deleting tables in a loop does not fill the cluster.
 */
final class Departures {
  /** A hundred tables with a few partitions each cost what a few hundred idle partitions do. */
  static final int DEPARTED_MAX = 100;

  private static final long RETRY_DELAY_NANOS = 500_000_000L;
  private static final long LOOK_NANOS_MAX = 3_600_000_000_000L;
  private static final long MILLI_NANOS = 1_000_000L;

  private final SystemTableStore store;
  private final Partitions replicas;
  private final TableDirectory directory;
  private final Clock clock;
  private final SerialExecutor executor;
  private final BooleanSupplier leads;
  private final Procedures procedures;

  /** Departed tables that this process waits for, so that it does not do so twice. */
  private final Set<String> awaited = new TreeSet<>();

  Departures(
      SystemTableStore store,
      Partitions replicas,
      TableDirectory directory,
      Clock clock,
      SerialExecutor executor,
      BooleanSupplier leads,
      Procedures procedures) {
    this.store = store;
    this.replicas = replicas;
    this.directory = directory;
    this.clock = clock;
    this.executor = executor;
    this.leads = leads;
    this.procedures = procedures;
  }

  /** Steps that other procedures have, too. */
  interface Procedures {
    /** Has all partitions of a table know what they must. */
    void configure(TableDescriptor table, Runnable then);

    /** Removes the descriptor of a table that is being deleted. */
    void forget(TableDescriptor table);

    void proceed(TableDescriptor table);
  }

  /** Forgets what was under way when this process led before. */
  void reset() {
    awaited.clear();
  }

  /** Goes on with the deletion of a table that departs. */
  void depart(TableDescriptor table) {
    procedures.configure(table, () -> retireIndexes(table));
  }

  private void retireIndexes(TableDescriptor table) {
    List<Long> indexes =
        table.indexes().global().stream()
            .map(GlobalIndex::partitions)
            .flatMap(List::stream)
            .map(PartitionRange::id)
            .toList();
    replicas.retire(indexes, () -> putAside(table));
  }

  private void putAside(TableDescriptor table) {
    TableDescriptor stays = DepartedTables.of(table);
    if (!leads.getAsBoolean()) {
      return;
    }
    store.insert(
        stays,
        response -> {
          boolean there =
              response instanceof PartitionResponse.Written
                  || response instanceof PartitionResponse.ConditionFailed;
          if (!there) {
            executor.schedule(RETRY_DELAY_NANOS, () -> putAside(table));
            return;
          }
          procedures.forget(table);
          procedures.proceed(stays);
          makeRoom();
        });
  }

  private void makeRoom() {
    List<TableDescriptor> departed =
        directory.all().stream()
            .filter(table -> table.status() == TableStatus.DEPARTED)
            .sorted(Comparator.comparingLong(DepartedTables::untilMs))
            .toList();
    departed.subList(0, Math.max(0, departed.size() - DEPARTED_MAX)).forEach(this::end);
  }

  /** Waits until nothing of the streams of a departed table can be read any more. */
  void await(TableDescriptor departed) {
    if (awaited.add(departed.name())) {
      look(departed);
    }
  }

  private void look(TableDescriptor departed) {
    TableDescriptor now = directory.find(departed.name());
    if (!leads.getAsBoolean() || now == null || now.status() != TableStatus.DEPARTED) {
      awaited.remove(departed.name());
      return;
    }
    long leftMs = DepartedTables.untilMs(now) - clock.wallMillis();
    if (leftMs <= 0) {
      end(now);
    } else {
      // Wall time may be set meanwhile.
      executor.schedule(Math.min(leftMs * MILLI_NANOS, LOOK_NANOS_MAX), () -> look(departed));
    }
  }

  private void end(TableDescriptor departed) {
    replace(departed, departed.withStatus(TableStatus.DELETING), procedures::proceed);
  }

  private void replace(
      TableDescriptor before, TableDescriptor after, Consumer<TableDescriptor> then) {
    store.replace(
        after,
        before,
        response -> {
          TableDescriptor now = directory.find(before.name());
          if (response instanceof PartitionResponse.Written) {
            then.accept(after);
          } else if (leads.getAsBoolean() && before.equals(now)) {
            executor.schedule(RETRY_DELAY_NANOS, () -> replace(before, after, then));
          } else if (now != null && now.status() == TableStatus.DELETING) {
            then.accept(now);
          }
        });
  }
}
