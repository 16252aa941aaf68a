package dev.stator.cluster.directory;

import dev.stator.base.SerialExecutor;
import dev.stator.cluster.rpc.Rpc;
import dev.stator.cluster.rpc.Services;
import dev.stator.cluster.wire.MalformedMessageException;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks a member of the system table's group for what is new, every 200 ms whatever happens, so that
 * the load on members depends on how many nodes there are and on nothing else. A member that does
 * not answer is followed by the next.
 *
 * <p>All that are believed to be members may be so no more, and know no better, or be gone. So a
 * node that has no place in the cluster yet, and one that none of them answers, asks whomever it
 * can, every other time: each node answers from its own view.
 */
public final class DirectoryFollower {
  static final long EVERY_NANOS = 200_000_000L;
  private static final long TIMEOUT_NANOS = 1_000_000_000L;

  /** Of one answer; large answers go in several. */
  public static final int ANSWER_BYTES_MAX = 256 << 10;

  private final Rpc rpc;
  private final DirectoryReading reading;
  private final Supplier<List<String>> members;
  private final Supplier<List<String>> others;
  private final BooleanSupplier placed;
  private final BooleanSupplier fedOtherwise;
  private final SerialExecutor executor;
  private final Consumer<String> problems;
  private int turn;
  private int otherTurn;
  private boolean askedMember;
  private int unanswered;
  private boolean stopped;

  /**
   * @param members nodes to ask in turn
   * @param others all that can be asked
   * @param placed whether this node has its place in the cluster, so that whoever leads the system
   *     table was found
   * @param fedOtherwise true while this node leads the system table. Any other replica of it may
   *     have been cut off or left out without knowing it, so its node asks like everyone else
   * @param problems gets a sentence about an answer that is none
   */
  public DirectoryFollower(
      Rpc rpc,
      SystemView view,
      Supplier<List<String>> members,
      Supplier<List<String>> others,
      BooleanSupplier placed,
      BooleanSupplier fedOtherwise,
      SerialExecutor executor,
      Consumer<String> problems) {
    this.rpc = rpc;
    this.reading = new DirectoryReading(view);
    this.members = members;
    this.others = others;
    this.placed = placed;
    this.fedOtherwise = fedOtherwise;
    this.executor = executor;
    this.problems = problems;
  }

  /**
   * Has this node answer such questions from its own view.
   *
   * @param executor on which the answers are gathered
   */
  public static void serve(Rpc rpc, SystemView view, SerialExecutor executor) {
    rpc.serve(
        Services.DIRECTORY,
        (from, request, reply) -> {
          DirectoryCodec1.Question question = DirectoryCodec1.question(request);
          executor.execute(() ->
              reply.accept(
                  DirectoryCodec1.encode(
                      view.since(question.since(), question.deletedThrough(), ANSWER_BYTES_MAX))));
        });
  }

  public void start() {
    executor.execute(this::ask);
  }

  /** Asks no more. */
  public void stop() {
    executor.execute(() -> stopped = true);
  }

  private void ask() {
    String next = stopped || fedOtherwise.getAsBoolean() ? null : next();
    if (next == null) {
      later();
      return;
    }
    rpc.call(
        next,
        Services.DIRECTORY,
        DirectoryCodec1.encode(reading.next()),
        TIMEOUT_NANOS,
        outcome -> executor.execute(() -> answered(next, outcome)));
  }

  private @Nullable String next() {
    List<String> all = members.get();
    boolean lost = !placed.getAsBoolean() || unanswered >= all.size();
    List<String> rest = lost && (askedMember || all.isEmpty()) ? others.get() : List.of();
    askedMember = rest.isEmpty();
    if (!askedMember) {
      return rest.get(Math.floorMod(otherTurn++, rest.size()));
    }
    return all.isEmpty() ? null : all.get(Math.floorMod(turn, all.size()));
  }

  private void answered(String node, Rpc.Outcome outcome) {
    boolean more = false;
    if (askedMember) {
      unanswered = outcome instanceof Rpc.Outcome.Answered ? 0 : unanswered + 1;
    }
    switch (outcome) {
      case Rpc.Outcome.Answered answer -> {
        try {
          more = reading.take(DirectoryCodec1.delta(answer.response()));
          if (!more) {
            // Whoever is asked may be behind without knowing it: the next time another one is.
            passOn();
          }
        } catch (MalformedMessageException none) {
          problems.accept(
              "Node " + node + " answers what cannot be read: " + none.getMessage() + ".");
          passOn();
        }
      }
      case Rpc.Outcome.NotDone _, Rpc.Outcome.Busy _, Rpc.Outcome.Unknown _ -> passOn();
    }
    if (more) {
      ask();
    } else {
      later();
    }
  }

  private void passOn() {
    turn += askedMember ? 1 : 0;
  }

  private void later() {
    if (!stopped) {
      executor.schedule(EVERY_NANOS, this::ask);
    }
  }
}
