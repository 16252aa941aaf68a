package dev.stator.node.copy;

import dev.stator.base.SerialExecutor;
import dev.stator.cluster.rpc.Rpc;
import dev.stator.cluster.rpc.Services;
import dev.stator.consensus.MembershipCodec1;
import dev.stator.model.key.ByteRange;
import dev.stator.model.key.RowKeys;
import dev.stator.node.copy.CopyAnswer.Chunk;
import dev.stator.node.copy.CopyAnswer.Refused;
import dev.stator.node.copy.CopyAnswer.Row;
import dev.stator.node.copy.CopyCodec1.MalformedCopyException;
import dev.stator.node.meta.MetaRows;
import dev.stator.node.meta.Position;
import dev.stator.node.meta.RebuildMark;
import dev.stator.storage.engine.Batch;
import dev.stator.storage.engine.Engine;
import dev.stator.storage.engine.EngineException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Rebuilds the rows of one partition from other nodes' replicas, chunk after chunk. Everything
 * happens on the lane of {@link Rebuilds}, but for {@link #stop}.
 *
 * <p>Chunks are gathered in a run; when the store has taken the run in, the mark says how far that
 * was. After any failure, and after a restart, the rows behind the mark are deleted before others
 * are put there: a run may have come in whose mark was lost, with rows newer than any index that
 * the mark knows.
 */
public final class Rebuild {
  private static final long ANSWER_NANOS_MAX = 10_000_000_000L;
  private static final long PAUSE_NANOS = 500_000_000L;

  private final Rebuilds all;
  private final long partition;
  private final List<ByteRange> spaces;
  private final Supplier<List<String>> sources;
  private final BiConsumer<Rebuild, RebuildMark> done;
  private RebuildMark mark;
  private Engine.@Nullable Run run;

  /** How far the run comes that is being gathered, as the mark will say it. */
  private RebuildMark gathered;

  private SerialExecutor.@Nullable Timer timer;
  private int source;
  private boolean saidFailure;
  private boolean placed;
  private boolean left;
  private volatile boolean stopped;

  Rebuild(
      Rebuilds all,
      long partition,
      RebuildMark mark,
      Supplier<List<String>> sources,
      BiConsumer<Rebuild, RebuildMark> done) {
    this.all = all;
    this.partition = partition;
    this.spaces = RowKeys.replicated(partition);
    this.mark = mark;
    this.gathered = mark;
    this.sources = sources;
    this.done = done;
  }

  /** Ends it where it is; any thread. What is queued on the lane afterwards sees no more of it. */
  public void stop() {
    stopped = true;
    all.lane.execute(this::leave);
  }

  /** Notes that the store is worth nothing now, until that succeeds. */
  void note(Runnable noted) {
    if (stopped) {
      return;
    }
    try {
      Batch batch = new Batch();
      spaces.forEach(rows -> batch.deleteRange(rows.from(), rows.to()));
      batch.put(MetaRows.rebuildKey(partition), mark.encode());
      batch.put(MetaRows.appliedKey(partition), new Position(mark.point().index(), 0, 0).encode());
      batch.put(
          MetaRows.membershipKey(partition), MembershipCodec1.encode(mark.point().membership()));
      all.engine.write(batch);
      all.engine.flush();
    } catch (EngineException refused) {
      failed("the store refuses: " + refused.getMessage());
      later(PAUSE_NANOS, () -> note(noted));
      return;
    }
    noted.run();
    if (mark.copied()) {
      left = true;
      done.accept(this, mark);
    } else {
      all.enter(this);
    }
  }

  /** It has a place now. */
  void go() {
    placed = true;
    clean();
  }

  /** Lets nothing lie behind the mark. */
  private void clean() {
    if (stopped) {
      return;
    }
    closeRun();
    gathered = mark;
    try {
      Batch batch = new Batch();
      for (ByteRange rows : spaces) {
        ByteRange rest = rows.after(mark.resumeKey());
        if (!rest.isEmpty()) {
          batch.deleteRange(rest.from(), rest.to());
        }
      }
      all.engine.write(batch);
      all.engine.flush();
    } catch (EngineException refused) {
      failed("the store refuses: " + refused.getMessage());
      later(PAUSE_NANOS, this::clean);
      return;
    }
    ask();
  }

  private void ask() {
    if (stopped) {
      return;
    }
    long delay = all.pace.delayNanos(all.clock.nanos());
    if (delay > 0) {
      later(delay, this::ask);
      return;
    }
    List<String> nodes = sources.get();
    if (nodes.isEmpty()) {
      failed("no other replica is known that has its rows");
      later(PAUSE_NANOS, this::ask);
      return;
    }
    String node = nodes.get(Math.floorMod(source, nodes.size()));
    byte[] request =
        CopyCodec1.encode(
            new CopyRequest(
                partition, mark.point().index(), gathered.resumeKey(), all.options.chunkBytes()));
    all.rpc.call(
        node,
        Services.COPY,
        request,
        ANSWER_NANOS_MAX,
        outcome -> all.lane.execute(() -> answered(node, outcome)));
  }

  private void answered(String node, Rpc.Outcome outcome) {
    if (stopped) {
      return;
    }
    switch (outcome) {
      case Rpc.Outcome.NotDone not -> askAnother(node + " was not reached: " + not.reason());
      case Rpc.Outcome.Busy busy -> askAnother(node + " is busy: " + busy.reason());
      case Rpc.Outcome.Unknown lost -> askAnother(node + " did not answer: " + lost.reason());
      case Rpc.Outcome.Answered answered -> {
        CopyAnswer answer;
        try {
          answer = CopyCodec1.decodeAnswer(answered.response());
        } catch (MalformedCopyException wrong) {
          askAnother("what " + node + " sent is not taken: " + wrong.getMessage());
          return;
        }
        switch (answer) {
          case Refused refused -> askAnother(node + " says " + refused.reason());
          case Chunk chunk -> take(node, chunk, answered.response().length);
        }
      }
    }
  }

  private void take(String node, Chunk chunk, int bytes) {
    all.pace.took(bytes, all.clock.nanos());
    String wrong = flaw(chunk);
    if (wrong != null) {
      askAnother("what " + node + " sent is not taken: " + wrong);
      return;
    }
    try {
      gather(chunk);
    } catch (EngineException refused) {
      failed("the store refuses: " + refused.getMessage());
      later(PAUSE_NANOS, this::clean);
      return;
    }
    saidFailure = false;
    if (mark.copied()) {
      leave();
      done.accept(this, mark);
    } else {
      ask();
    }
  }

  /** What a chunk must not be, from a source that is wrong in itself. */
  private @Nullable String flaw(Chunk chunk) {
    if (chunk.readAt().index() < mark.point().index()) {
      return "it is older than what was asked for";
    }
    byte[] last = gathered.resumeKey();
    for (Row row : chunk.rows()) {
      if (Arrays.compareUnsigned(last, row.key()) >= 0
          || spaces.stream().noneMatch(rows -> rows.contains(row.key()))) {
        return "its rows are not those that were asked for";
      }
      last = row.key();
    }
    return null;
  }

  private void gather(Chunk chunk) {
    byte[] last = gathered.resumeKey();
    for (Row row : chunk.rows()) {
      Engine.Run open = run;
      if (open != null && RowKeys.isSide(row.key()) && !RowKeys.isSide(last)) {
        // A run over both would span the rows of all partitions in between.
        open.ingest();
        closeRun();
      }
      gathering().put(row.key(), row.value());
      last = row.key();
    }
    gathered = gathered.through(last, chunk.readAt().index(), chunk.readAt());
    Engine.Run gathering = gathering();
    if (chunk.end() || gathering.bytes() >= all.options.runBytes()) {
      gathering.ingest();
      closeRun();
      note(chunk.end() ? gathered.complete() : gathered);
    }
  }

  private Engine.Run gathering() {
    Engine.Run gathering = run;
    if (gathering == null) {
      gathering = all.engine.newRun();
      run = gathering;
    }
    return gathering;
  }

  private void note(RebuildMark next) {
    Batch batch = new Batch();
    batch.put(MetaRows.rebuildKey(partition), next.encode());
    if (next.copied()) {
      Position counts = Objects.requireNonNull(next.counts());
      batch.put(
          MetaRows.appliedKey(partition),
          new Position(next.point().index(), counts.items(), counts.bytes()).encode());
    }
    all.engine.write(batch);
    mark = next;
    gathered = next;
  }

  /** Another may do better, at once; when all have been asked, other rebuilds get the place. */
  private void askAnother(String why) {
    failed(why);
    source++;
    boolean allAsked = Math.floorMod(source, Math.max(1, sources.get().size())) == 0;
    if (!allAsked) {
      later(PAUSE_NANOS / 10, this::ask);
    } else if (all.othersWait()) {
      closeRun();
      placed = false;
      all.leave(this, true);
      later(PAUSE_NANOS, () -> all.enter(this));
    } else {
      later(PAUSE_NANOS, this::ask);
    }
  }

  /** Said once, until it gets on again. */
  private void failed(String why) {
    if (!saidFailure) {
      saidFailure = true;
      all.problems.accept("Partition " + partition + " cannot be rebuilt yet: " + why + ".");
    }
  }

  private void later(long nanos, Runnable step) {
    timer = all.lane.schedule(nanos, step);
  }

  private void closeRun() {
    Engine.Run open = run;
    run = null;
    if (open != null) {
      try {
        open.close();
      } catch (EngineException left) {
        all.problems.accept(String.valueOf(left.getMessage()));
      }
    }
  }

  private void leave() {
    SerialExecutor.Timer waiting = timer;
    if (waiting != null) {
      waiting.cancel();
    }
    closeRun();
    if (!left) {
      left = true;
      all.leave(this, placed);
    }
  }
}
