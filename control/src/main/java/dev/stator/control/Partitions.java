package dev.stator.control;

import dev.stator.base.SerialExecutor;
import dev.stator.cluster.message.Nodes;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.Placement;
import dev.stator.cluster.table.PlacementDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Brings partitions onto their nodes and away again, one after the other:
 *
 * <pre>
 *   (nothing) --insert placement--> placed --host on each node--> served by a quorum
 *   placed --retire on each node--> retired --remove placement--> (nothing)
 * </pre>
 *
 * <p>All of it can be done twice, and goes on from where the system table says that it is. A node
 * that does not answer is passed over if it can be: it compares what it hosts with the placements
 * by itself.
 */
final class Partitions {
  private static final long RETRY_DELAY_NANOS = 500_000_000L;

  /** Half a minute of tries: longer than a node takes to start again. */
  static final int FAILURES_MAX = 60;

  private final SystemTableStore store;
  private final PlacementDirectory placements;
  private final Nodes nodes;
  private final Survey survey;
  private final SerialExecutor executor;
  private final BooleanSupplier leads;

  Partitions(
      SystemTableStore store,
      PlacementDirectory placements,
      Nodes nodes,
      Survey survey,
      SerialExecutor executor,
      BooleanSupplier leads) {
    this.store = store;
    this.placements = placements;
    this.nodes = nodes;
    this.survey = survey;
    this.executor = executor;
    this.leads = leads;
  }

  /**
   * Has these partitions hosted.
   *
   * @param wanted asked before each step; false ends it without a word
   * @param hopeless gets a partition that the nodes there are may not begin, or that no quorum of
   *     its nodes has come to host in a long time, and ends it
   */
  void host(List<Long> partitions, BooleanSupplier wanted, Runnable done, LongConsumer hopeless) {
    new Hosting(partitions, wanted, done, hopeless).goOn();
  }

  /** One partition after the other, on the executor. */
  private final class Hosting {
    private final List<Long> partitions;
    private final BooleanSupplier wanted;
    private final Runnable done;
    private final LongConsumer hopeless;
    private int next;
    private int failures;

    Hosting(List<Long> partitions, BooleanSupplier wanted, Runnable done, LongConsumer hopeless) {
      this.partitions = partitions;
      this.wanted = wanted;
      this.done = done;
      this.hopeless = hopeless;
    }

    void goOn() {
      survey.ask(this::step);
    }

    private void later() {
      executor.schedule(RETRY_DELAY_NANOS, this::goOn);
    }

    private void step(Map<String, Long> free) {
      if (!wanted.getAsBoolean() || !leads.getAsBoolean()) {
        return;
      }
      if (next == partitions.size()) {
        done.run();
        return;
      }
      long partition = partitions.get(next);
      Placement placed = placements.find(partition);
      if (placed != null) {
        hostOn(placed, hosted -> hosted(partition, hosted, free));
        return;
      }
      List<PlacementPlan.Candidate> all = survey.candidates(free);
      List<PlacementPlan.Candidate> may =
          all.stream().filter(node -> survey.mayBegin(node.node(), partition)).toList();
      List<String> chosen = PlacementPlan.choose(may);
      if (chosen.size() < PlacementPlan.choose(all).size()) {
        hopeless.accept(partition);
        return;
      }
      if (chosen.isEmpty()) {
        later();
        return;
      }
      store.insertPlacement(
          PlacementPlan.first(partition, chosen),
          response -> {
            if (response instanceof PartitionResponse.Written) {
              step(free);
            } else {
              later();
            }
          });
    }

    private void hosted(long partition, boolean byQuorum, Map<String, Long> free) {
      if (byQuorum) {
        next++;
        failures = 0;
        step(free);
      } else if (++failures < FAILURES_MAX) {
        later();
      } else if (wanted.getAsBoolean() && leads.getAsBoolean()) {
        hopeless.accept(partition);
      }
    }
  }

  /** Answers whether a quorum of the voters hosts the partition, once all have answered. */
  private void hostOn(Placement placement, Consumer<Boolean> hosted) {
    List<Placement.Replica> voters =
        placement.replicas().stream().filter(Placement.Replica::voter).toList();
    List<Nodes.Answer> answers = new ArrayList<>();
    for (Placement.Replica voter : voters) {
      nodes.host(
          voter.node(),
          placement,
          answer ->
              executor.execute(() -> {
                answers.add(answer);
                if (answers.size() == voters.size()) {
                  long there = answers.stream().filter(a -> a == Nodes.Answer.DONE).count();
                  hosted.accept(2 * there > voters.size());
                }
              }));
    }
  }

  /** Has these partitions retired, and forgets where they were. */
  void retire(List<Long> partitions, Runnable done) {
    retire(partitions, 0, done);
  }

  private void retire(List<Long> partitions, int next, Runnable done) {
    if (!leads.getAsBoolean()) {
      return;
    }
    if (next == partitions.size()) {
      done.run();
      return;
    }
    Placement placed = placements.find(partitions.get(next));
    if (placed == null) {
      retire(partitions, next + 1, done);
      return;
    }
    retireFrom(
        placed,
        retired -> {
          if (retired) {
            remove(placed, () -> retire(partitions, next + 1, done));
          } else {
            executor.schedule(RETRY_DELAY_NANOS, () -> retire(partitions, next, done));
          }
        });
  }

  private void retireFrom(Placement placement, Consumer<Boolean> retired) {
    List<Nodes.Answer> answers = new ArrayList<>();
    int all = placement.replicas().size();
    for (Placement.Replica replica : placement.replicas()) {
      nodes.retire(
          replica.node(),
          placement.partition(),
          answer ->
              executor.execute(() -> {
                answers.add(answer);
                if (answers.size() == all) {
                  retired.accept(!answers.contains(Nodes.Answer.NOT_DONE));
                }
              }));
    }
  }

  private void remove(Placement placement, Runnable then) {
    if (leads.getAsBoolean()) {
      store.removePlacement(
          placement.partition(),
          response -> {
            if (response instanceof PartitionResponse.Written) {
              then.run();
            } else {
              executor.schedule(RETRY_DELAY_NANOS, () -> remove(placement, then));
            }
          });
    }
  }
}
