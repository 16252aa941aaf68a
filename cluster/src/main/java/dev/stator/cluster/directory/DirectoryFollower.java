package dev.stator.cluster.directory;

import dev.stator.base.SerialExecutor;
import dev.stator.cluster.rpc.Rpc;
import dev.stator.cluster.rpc.Services;
import dev.stator.cluster.wire.MalformedMessageException;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Asks a member of the system table's group for what is new, every 200 ms whatever happens, so that
 * the load on members depends on how many nodes there are and on nothing else. A member that does
 * not answer is followed by the next.
 */
public final class DirectoryFollower {
  static final long EVERY_NANOS = 200_000_000L;
  private static final long TIMEOUT_NANOS = 1_000_000_000L;

  /** Of one answer; large answers go in several. */
  public static final int ANSWER_BYTES_MAX = 256 << 10;

  private final Rpc rpc;
  private final DirectoryReading reading;
  private final Supplier<List<String>> members;
  private final BooleanSupplier fedOtherwise;
  private final SerialExecutor executor;
  private final Consumer<String> problems;
  private int turn;
  private boolean stopped;

  /**
   * @param members nodes to ask in turn
   * @param fedOtherwise true while this node leads the system table. Any other replica of it may
   *     have been cut off or left out without knowing it, so its node asks like everyone else
   * @param problems gets a sentence about an answer that is none
   */
  public DirectoryFollower(
      Rpc rpc,
      SystemView view,
      Supplier<List<String>> members,
      BooleanSupplier fedOtherwise,
      SerialExecutor executor,
      Consumer<String> problems) {
    this.rpc = rpc;
    this.reading = new DirectoryReading(view);
    this.members = members;
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
          DirectoryCodec1.Question question;
          try {
            question = DirectoryCodec1.question(request);
          } catch (MalformedMessageException none) {
            return;
          }
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
    List<String> all = members.get();
    if (stopped || all.isEmpty() || fedOtherwise.getAsBoolean()) {
      later();
      return;
    }
    String member = all.get(Math.floorMod(turn, all.size()));
    rpc.call(
        member,
        Services.DIRECTORY,
        DirectoryCodec1.encode(reading.next()),
        TIMEOUT_NANOS,
        outcome -> executor.execute(() -> answered(member, outcome)));
  }

  private void answered(String member, Rpc.Outcome outcome) {
    boolean more = false;
    switch (outcome) {
      case Rpc.Outcome.Answered answer -> {
        try {
          more = reading.take(DirectoryCodec1.delta(answer.response()));
          if (!more) {
            // Whoever is asked may be behind without knowing it: the next time another one is.
            turn++;
          }
        } catch (MalformedMessageException none) {
          problems.accept(
              "Node " + member + " answers what cannot be read: " + none.getMessage() + ".");
          turn++;
        }
      }
      case Rpc.Outcome.NotDone _, Rpc.Outcome.Busy _, Rpc.Outcome.Unknown _ -> turn++;
    }
    if (more) {
      ask();
    } else {
      later();
    }
  }

  private void later() {
    if (!stopped) {
      executor.schedule(EVERY_NANOS, this::ask);
    }
  }
}
