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
import java.util.function.Consumer;
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
 *
 * <p>Between runs, and while nothing can be copied, the rows that are there are brought forward:
 * what was committed meanwhile is put into them, and the mark's point moves to there. The other
 * rows are asked for as of that point at least, so the log before it has done its work.
 */
public final class Rebuild {
  /** Who has died just after it was asked is not waited for much longer than a chunk takes. */
  private static final long ANSWER_NANOS_MAX = 3_000_000_000L;

  private static final long PAUSE_NANOS = 500_000_000L;

  /** How often rows are brought forward while no others come. */
  private static final long FORWARD_NANOS = 5_000_000_000L;

  private final Rebuilds all;
  private final long partition;
  private final List<ByteRange> spaces;
  private final Supplier<List<String>> sources;
  private final Forward forward;
  private final BiConsumer<Rebuild, RebuildMark> done;
  private RebuildMark mark;
  private Engine.@Nullable Run run;

  /** How far the run comes that is being gathered, as the mark will say it. */
  private RebuildMark gathered;

  private SerialExecutor.@Nullable Timer timer;
  private int source;
  private boolean saidFailure;
  private boolean placed;

  /** Whether nothing lies behind the mark. */
  private boolean clean;

  /** While rows are brought forward nothing else happens. */
  private boolean forwarding;

  private long movedNanos;
  private boolean left;
  private volatile boolean stopped;

  /** Puts into rows that are there what was committed meanwhile. */
  @FunctionalInterface
  public interface Forward {
    /**
     * @param by who asks; nothing happens when another has taken its place
     * @param mark how far it is
     * @param then gets the mark that stands now, on any thread
     */
    void bring(Rebuild by, RebuildMark mark, Consumer<RebuildMark> then);
  }

  Rebuild(
      Rebuilds all,
      long partition,
      RebuildMark mark,
      Supplier<List<String>> sources,
      Forward forward,
      BiConsumer<Rebuild, RebuildMark> done) {
    this.all = all;
    this.partition = partition;
    this.spaces = RowKeys.replicated(partition);
    this.mark = mark;
    this.gathered = mark;
    this.sources = sources;
    this.forward = forward;
    this.done = done;
    this.movedNanos = all.clock.nanos();
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
    cancelTimer();
    if (!forwarding) {
      clean();
    }
  }

  /** It has no place for now. */
  void waits() {
    later(FORWARD_NANOS, this::forward);
  }

  private void forward() {
    if (stopped) {
      return;
    }
    // Of a run that is given up, a part may be in the store already.
    clean &= run == null;
    closeRun();
    gathered = mark;
    forwarding = true;
    forward.bring(this, mark, moved -> all.lane.execute(() -> forwarded(moved)));
  }

  private void forwarded(RebuildMark moved) {
    if (stopped) {
      return;
    }
    forwarding = false;
    movedNanos = all.clock.nanos();
    mark = moved;
    gathered = moved;
    if (!placed) {
      waits();
    } else if (clean) {
      ask();
    } else {
      clean();
    }
  }

  /** Lets nothing lie behind the mark. */
  private void clean() {
    if (stopped) {
      return;
    }
    closeRun();
    gathered = mark;
    clean = false;
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
    clean = true;
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
      askLater();
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
    movedNanos = all.clock.nanos();
    if (mark.copied()) {
      leave();
      done.accept(this, mark);
    } else if (run == null) {
      forward();
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
      clean = false;
      all.leave(this, true);
      later(PAUSE_NANOS, () -> all.enter(this));
    } else {
      askLater();
    }
  }

  /** When nothing has come for long, what is there is brought forward, and a run begun anew. */
  private void askLater() {
    boolean isLong = all.clock.nanos() - movedNanos >= FORWARD_NANOS;
    later(PAUSE_NANOS, isLong ? this::forward : this::ask);
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

  private void cancelTimer() {
    SerialExecutor.Timer waiting = timer;
    if (waiting != null) {
      waiting.cancel();
    }
  }

  private void leave() {
    cancelTimer();
    closeRun();
    if (!left) {
      left = true;
      all.leave(this, placed);
    }
  }
}
