package dev.stator.control;

import dev.stator.base.Clock;
import dev.stator.base.SerialExecutor;
import dev.stator.cluster.member.NodeInfo;
import dev.stator.cluster.member.Registration;
import dev.stator.cluster.rpc.Rpc;
import dev.stator.cluster.rpc.Services;
import dev.stator.cluster.table.Placement;
import dev.stator.cluster.table.TableControl;
import dev.stator.cluster.wire.MalformedMessageException;
import dev.stator.control.ControlCodec1.Answer;
import dev.stator.control.ControlCodec1.Request;
import dev.stator.model.ApiException;
import dev.stator.model.ErrorCode;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * AutoAdmin as every node sees it: calls go to wherever the system table is led. A call is tried
 * again, with whoever may lead, as long as it is certain that it was not carried out.
 */
public final class ControlClient implements TableControl {
  private static final long TIMEOUT_NANOS = 15_000_000_000L;

  /** Between two tries; doubled each time, since a leader is often only an instant away. */
  private static final long FIRST_PAUSE_NANOS = 2_000_000L;

  private static final long PAUSE_NANOS = 50_000_000L;

  /** How long a call looks for the leader: longer than an election takes. */
  private static final long PATIENCE_NANOS = 5_000_000_000L;

  private final Rpc rpc;
  private final Supplier<List<String>> candidates;
  private final Clock clock;
  private final SerialExecutor executor;

  /**
   * @param candidates nodes that may lead the system table, the likeliest first; asked again for
   *     each call
   */
  public ControlClient(
      Rpc rpc, Supplier<List<String>> candidates, Clock clock, SerialExecutor executor) {
    this.rpc = rpc;
    this.candidates = candidates;
    this.clock = clock;
    this.executor = executor;
  }

  /** Has this node carry out such calls while it leads the system table. */
  public static void serve(Rpc rpc, AutoAdmin admin) {
    rpc.serve(
        Services.CONTROL,
        (from, bytes, reply) -> {
          Request request = ControlCodec1.request(bytes);
          Consumer<Answer> answer = given -> reply.accept(ControlCodec1.encode(given));
          if (admin.leads()) {
            carryOut(admin, request, answer);
          } else {
            answer.accept(new Answer.NotLeading());
          }
        });
  }

  private static void carryOut(AutoAdmin admin, Request request, Consumer<Answer> answer) {
    switch (request) {
      case Request.Create create ->
          admin.create(create.spec(), outcome -> answer.accept(new Answer.Done(outcome)));
      case Request.Update update ->
          admin.update(update.change(), outcome -> answer.accept(new Answer.Done(outcome)));
      case Request.Delete delete ->
          admin.delete(delete.table(), outcome -> answer.accept(new Answer.Done(outcome)));
      case Request.Register register ->
          admin.register(
              register.node(),
              register.store(),
              registered -> answer.accept(new Answer.Registered(registered)));
      case Request.Placed placed ->
          admin.placed(placed.partition(), placement -> answer.accept(new Answer.At(placement)));
      case Request.Gone gone ->
          admin.gone(gone.partitions(), these -> answer.accept(new Answer.These(these)));
      case Request.Leave leave ->
          admin.remove(leave.node(), said -> answer.accept(new Answer.Said(said)));
      case Request.Stay stay ->
          admin.keep(stay.node(), said -> answer.accept(new Answer.Said(said)));
    }
  }

  @Override
  public void create(TableSpec spec, Consumer<Outcome> reply) {
    change(new Request.Create(spec), reply);
  }

  @Override
  public void update(TableChange change, Consumer<Outcome> reply) {
    change(new Request.Update(change), reply);
  }

  @Override
  public void delete(String tableName, Consumer<Outcome> reply) {
    change(new Request.Delete(tableName), reply);
  }

  /**
   * Has this node stand in the system table.
   *
   * @param reply gets null when that did not come about: try again
   */
  public void register(NodeInfo node, long store, Consumer<@Nullable Registration> reply) {
    call(
        new Request.Register(node, store),
        answer ->
            reply.accept(
                answer instanceof Answer.Registered registered ? registered.registration() : null));
  }

  @Override
  public void gone(List<Long> partitions, Consumer<List<Long>> reply) {
    call(
        new Request.Gone(partitions),
        answer ->
            reply.accept(answer instanceof Answer.These these ? these.partitions() : List.of()));
  }

  /**
   * Where a partition is now, as its table's status allows: nowhere once that is being deleted.
   *
   * @param reply gets null for nowhere, and when nobody knows just now
   */
  public void placed(long partition, Consumer<@Nullable Placement> reply) {
    call(
        new Request.Placed(partition),
        answer -> reply.accept(answer instanceof Answer.At at ? at.placement() : null));
  }

  /**
   * Has a node leave for good, or stay after all.
   *
   * @param leaves false to have it stay
   * @param reply gets a sentence that says why not; empty when that is noted
   */
  public void remove(String node, boolean leaves, Consumer<String> reply) {
    call(
        leaves ? new Request.Leave(node) : new Request.Stay(node),
        answer ->
            reply.accept(
                answer instanceof Answer.Said said
                    ? said.sentence()
                    : "Nobody who leads the cluster has answered: ask again."));
  }

  private void change(Request request, Consumer<Outcome> reply) {
    call(
        request,
        answer ->
            reply.accept(
                answer instanceof Answer.Done done
                    ? done.outcome()
                    : new Outcome.Refused(
                        new ApiException(
                            ErrorCode.INTERNAL,
                            "The request could not be completed: it is not known whether it was"
                                + " carried out, or nobody could be asked."))));
  }

  /** The reply gets null when there is no answer. */
  private void call(Request request, Consumer<@Nullable Answer> reply) {
    byte[] bytes = ControlCodec1.encode(request);
    long deadline = clock.nanos() + PATIENCE_NANOS;
    executor.execute(() -> attempt(bytes, 0, deadline, reply));
  }

  private void attempt(
      byte[] request, int number, long deadline, Consumer<@Nullable Answer> reply) {
    List<String> all = candidates.get();
    if (all.isEmpty()) {
      again(request, number, deadline, reply);
      return;
    }
    rpc.call(
        all.get(number % all.size()),
        Services.CONTROL,
        request,
        TIMEOUT_NANOS,
        outcome -> executor.execute(() -> ended(outcome, request, number, deadline, reply)));
  }

  private void ended(
      Rpc.Outcome outcome,
      byte[] request,
      int number,
      long deadline,
      Consumer<@Nullable Answer> reply) {
    switch (outcome) {
      case Rpc.Outcome.Answered answered -> {
        Answer answer;
        try {
          answer = ControlCodec1.answer(answered.response());
        } catch (MalformedMessageException none) {
          reply.accept(null);
          return;
        }
        if (answer instanceof Answer.NotLeading) {
          again(request, number, deadline, reply);
        } else {
          reply.accept(answer);
        }
      }
      case Rpc.Outcome.NotDone _, Rpc.Outcome.Busy _ -> again(request, number, deadline, reply);
      case Rpc.Outcome.Unknown _ -> reply.accept(null);
    }
  }

  private void again(byte[] request, int number, long deadline, Consumer<@Nullable Answer> reply) {
    if (clock.nanos() >= deadline) {
      reply.accept(null);
    } else {
      executor.schedule(pause(number), () -> attempt(request, number + 1, deadline, reply));
    }
  }

  private static long pause(int number) {
    return number > 4 ? PAUSE_NANOS : FIRST_PAUSE_NANOS << number;
  }
}
