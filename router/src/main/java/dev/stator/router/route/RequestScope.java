package dev.stator.router.route;

import dev.stator.cluster.message.PartitionClient;
import dev.stator.cluster.message.PartitionResponse;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * To whom it is told when the work of a request throws what it should not: a request that meets
 * damage, or a bug, ends alone. Without this the exception would end what it comes up in, which for
 * an answer of a partition is the thread of a node's connections or of its groups; and clients send
 * a request again that was not answered, to one node after the other.
 *
 * <p>Work is of the request whose work asked for it, on whatever thread it goes on.
 */
public final class RequestScope {
  private static final ThreadLocal<@Nullable Consumer<Throwable>> OWNER = new ThreadLocal<>();

  private RequestScope() {}

  /**
   * Runs work of a request.
   *
   * @param owner gets what the work throws, also later when it goes on after an answer
   */
  public static void run(Consumer<Throwable> owner, Runnable work) {
    Consumer<Throwable> outer = OWNER.get();
    OWNER.set(owner);
    try {
      work.run();
    } catch (RuntimeException | StackOverflowError thrown) {
      owner.accept(thrown);
    } finally {
      restore(outer);
    }
  }

  /**
   * Runs a part of a request's work that has to be told when it throws, before the request is. What
   * is no request's work is run as it is.
   */
  public static void run(Runnable onThrow, Runnable work) {
    Consumer<Throwable> outer = OWNER.get();
    if (outer == null) {
      work.run();
      return;
    }
    run(
        thrown -> {
          onThrow.run();
          outer.accept(thrown);
        },
        work);
  }

  private static void restore(@Nullable Consumer<Throwable> outer) {
    if (outer == null) {
      OWNER.remove();
    } else {
      OWNER.set(outer);
    }
  }

  /** The same partitions, whose answers are worked on for the request that asked. */
  public static PartitionClient within(PartitionClient partitions) {
    return (request, reply) -> partitions.send(request, bound(reply));
  }

  /** The same task, for the request whose work asks for it now. */
  public static Runnable bound(Runnable task) {
    Consumer<Throwable> owner = OWNER.get();
    return owner == null ? task : () -> run(owner, task);
  }

  private static Consumer<PartitionResponse> bound(Consumer<PartitionResponse> reply) {
    Consumer<Throwable> owner = OWNER.get();
    return owner == null ? reply : response -> run(owner, () -> reply.accept(response));
  }
}
