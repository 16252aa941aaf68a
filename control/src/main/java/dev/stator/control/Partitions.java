package dev.stator.control;

import dev.stator.base.SerialExecutor;
import dev.stator.cluster.message.Nodes;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.Placement;
import dev.stator.cluster.table.PlacementDirectory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Brings partitions onto their nodes, some at a time, and away again, one after the other:
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

  /** So that syncs and messages of some go on while those of others are waited for. */
  private static final int AT_A_TIME = 8;

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

  /** Some partitions at a time, on the executor. */
  private final class Hosting {
    private final ArrayDeque<One> waiting = new ArrayDeque<>();
    private final BooleanSupplier wanted;
    private final Runnable done;
    private final LongConsumer hopeless;
    private List<PlacementPlan.Candidate> candidates = List.of();
    private int underWay;

    /** The nodes are to be asked, or were just now, before anything is begun. */
    private boolean asks = true;

    private boolean ended;

    /** A partition, and how often it could not be hosted. */
    private static final class One {
      final long partition;
      int failures;

      One(long partition) {
        this.partition = partition;
      }
    }

    Hosting(List<Long> partitions, BooleanSupplier wanted, Runnable done, LongConsumer hopeless) {
      partitions.forEach(partition -> waiting.add(new One(partition)));
      this.wanted = wanted;
      this.done = done;
      this.hopeless = hopeless;
    }

    void goOn() {
      survey.ask(free -> {
        asks = false;
        candidates = survey.candidates(free);
        beginSome();
      });
    }

    private void beginSome() {
      if (ended || asks) {
        return;
      }
      if (!wanted.getAsBoolean() || !leads.getAsBoolean()) {
        ended = true;
        return;
      }
      while (underWay < AT_A_TIME && !waiting.isEmpty() && !ended && !asks) {
        underWay++;
        begin(waiting.poll());
      }
      if (underWay == 0 && waiting.isEmpty() && !ended) {
        ended = true;
        done.run();
      }
    }

    private void begin(One one) {
      Placement placed = placements.find(one.partition);
      if (placed != null) {
        hostOn(placed, hosted -> hosted(one, hosted));
        return;
      }
      // Some may have begun to leave since they were asked.
      candidates = candidates.stream().filter(node -> !survey.isLeaving(node.node())).toList();
      List<PlacementPlan.Candidate> may =
          candidates.stream().filter(node -> survey.mayBegin(node.node(), one.partition)).toList();
      List<String> chosen = PlacementPlan.choose(may);
      if (chosen.size() < PlacementPlan.choose(candidates).size()) {
        giveUp(one);
        return;
      }
      if (chosen.isEmpty()) {
        later(one);
        return;
      }
      candidates = PlacementPlan.with(candidates, chosen);
      store.insertPlacement(
          PlacementPlan.first(one.partition, chosen),
          response -> {
            if (response instanceof PartitionResponse.Written && goesOn()) {
              begin(one);
            } else {
              later(one);
            }
          });
    }

    private boolean goesOn() {
      return !ended && wanted.getAsBoolean() && leads.getAsBoolean();
    }

    private void hosted(One one, boolean byQuorum) {
      if (byQuorum) {
        underWay--;
        beginSome();
      } else if (++one.failures < FAILURES_MAX) {
        later(one);
      } else {
        giveUp(one);
      }
    }

    private void giveUp(One one) {
      boolean first = goesOn();
      ended = true;
      if (first) {
        hopeless.accept(one.partition);
      }
    }

    /** Asks the nodes again after a while, and begins nothing before that. */
    private void later(One one) {
      underWay--;
      waiting.addFirst(one);
      if (!asks && !ended) {
        asks = true;
        executor.schedule(RETRY_DELAY_NANOS, this::goOn);
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
