package dev.stator.server.core;

import dev.stator.cluster.formation.Introductions;
import dev.stator.cluster.rpc.Rpc;
import dev.stator.cluster.rpc.Services;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Introductions by calls, once it is known what the node at an address is called. Where nodes are
 * reached by their names alone an address is a name.
 */
public final class RpcIntroductions implements Introductions {
  private static final long TIMEOUT_NANOS = 2_000_000_000L;
  private final Rpc rpc;
  private final Names names;

  /** Finds out who is at an address. */
  public interface Names {
    /**
     * @param name gets an answer once, in bounded time
     */
    void at(String address, Consumer<Name> name);
  }

  /** Who is at an address. */
  public sealed interface Name {
    /** It can be called by its name from now on. */
    record Known(String node) implements Name {}

    record Nobody() implements Name {}

    /** Another process with this node's own name. */
    record Namesake() implements Name {}
  }

  public RpcIntroductions(Rpc rpc, Names names) {
    this.rpc = rpc;
    this.names = names;
  }

  @Override
  public void ask(String address, byte[] question, Consumer<Answer> answer) {
    names.at(
        address,
        name -> {
          switch (name) {
            case Name.Known known ->
                rpc.call(
                    known.node(),
                    Services.MEMBERSHIP,
                    question,
                    TIMEOUT_NANOS,
                    outcome ->
                        answer.accept(
                            outcome instanceof Rpc.Outcome.Answered answered
                                ? new Answer.Said(answered.response())
                                : new Answer.Silence()));
            case Name.Nobody _ -> answer.accept(new Answer.Silence());
            case Name.Namesake _ -> answer.accept(new Answer.Namesake());
          }
        });
  }

  @Override
  public void answer(UnaryOperator<byte[]> answers) {
    rpc.serve(Services.MEMBERSHIP, (from, request, reply) -> reply.accept(answers.apply(request)));
  }
}
