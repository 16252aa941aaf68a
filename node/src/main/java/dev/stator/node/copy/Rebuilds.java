package dev.stator.node.copy;

import dev.stator.base.Clock;
import dev.stator.base.SerialExecutor;
import dev.stator.cluster.rpc.Rpc;
import dev.stator.node.meta.RebuildMark;
import dev.stator.storage.engine.Engine;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * All rebuilds of a node: so many at a time, at one pace, over one lane, on which everything that
 * they do to the store happens.
 */
public final class Rebuilds {
  final Engine engine;
  final Rpc rpc;
  final SerialExecutor lane;
  final Clock clock;
  final CopyOptions options;
  final Consumer<String> problems;
  final Pace pace;
  private final ArrayDeque<Rebuild> waiting = new ArrayDeque<>();
  private int running;

  /**
   * @param lane a blocking one, for nothing else
   * @param problems gets a sentence for the operator about each thing that is wrong
   */
  public Rebuilds(
      Engine engine,
      Rpc rpc,
      SerialExecutor lane,
      Clock clock,
      CopyOptions options,
      Consumer<String> problems) {
    this.engine = engine;
    this.rpc = rpc;
    this.lane = lane;
    this.clock = clock;
    this.options = options;
    this.problems = problems;
    this.pace = new Pace(options.bytesPerSecond(), clock.nanos());
  }

  /**
   * Rebuilds a partition's rows from nothing. Returns at once.
   *
   * @param mark a new one; one that is complete already has no rows to copy and is only noted
   * @param sources nodes that may have the rows, the best first; asked again and again, on the lane
   * @param noted runs on the lane when it is durable that the store is worth nothing now
   * @param forward brings the rows that are there up to date
   * @param done runs on the lane when all rows are there; gets this rebuild and its last mark
   */
  public Rebuild begin(
      long partition,
      RebuildMark mark,
      Supplier<List<String>> sources,
      Runnable noted,
      Rebuild.Forward forward,
      BiConsumer<Rebuild, RebuildMark> done) {
    Rebuild rebuild = new Rebuild(this, partition, mark, sources, forward, done);
    lane.execute(() -> rebuild.note(noted));
    return rebuild;
  }

  /**
   * Goes on with a rebuild that a restart has interrupted.
   *
   * @param mark as it was found, not complete
   */
  public Rebuild resume(
      long partition,
      RebuildMark mark,
      Supplier<List<String>> sources,
      Rebuild.Forward forward,
      BiConsumer<Rebuild, RebuildMark> done) {
    Rebuild rebuild = new Rebuild(this, partition, mark, sources, forward, done);
    lane.execute(() -> enter(rebuild));
    return rebuild;
  }

  /** Runs something on the lane: what was stopped before touches the store no more by then. */
  public void afterStopped(Runnable then) {
    lane.execute(then);
  }

  /** On the lane. Goes on with the rebuild when there is a place for it. */
  void enter(Rebuild rebuild) {
    if (running < options.rebuildsMax()) {
      running++;
      rebuild.go();
    } else {
      waiting.addLast(rebuild);
      rebuild.waits();
    }
  }

  /** On the lane. Whether a place is wanted by others. */
  boolean othersWait() {
    return !waiting.isEmpty();
  }

  /** On the lane. The rebuild needs its place no more, or no more waits for one. */
  void leave(Rebuild rebuild, boolean hadPlace) {
    if (!hadPlace) {
      waiting.remove(rebuild);
      return;
    }
    running--;
    Rebuild next = waiting.pollFirst();
    if (next != null) {
      enter(next);
    }
  }
}
