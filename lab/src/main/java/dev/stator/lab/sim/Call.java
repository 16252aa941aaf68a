package dev.stator.lab.sim;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A request to a machine, which may die with it: it ends once, with its answer, or without one when
 * the process that was asked is gone.
 *
 * @param <T> what is answered
 */
final class Call<T> {
  private static final long LOOK_NANOS = 50 * World.MILLIS;

  private final SimMachine machine;
  private final long boot;
  private final String what;
  private final Consumer<@Nullable T> ended;
  private final long deadlineNanos;
  private boolean answered;
  private boolean over;

  /** Asks, and has somebody told of the answer. */
  interface Sending<T> {
    void send(Consumer<T> reply);
  }

  private Call(SimMachine machine, String what, long answerNanosMax, Consumer<@Nullable T> ended) {
    this.machine = machine;
    this.boot = machine.boot();
    this.what = what;
    this.ended = ended;
    this.deadlineNanos = machine.simulation.nowNanos() + answerNanosMax;
  }

  /**
   * Makes a call.
   *
   * @param what it is, in words
   * @param answerNanosMax a machine that lives must have answered by then
   * @param ended gets the answer, or null when the machine died with it
   */
  static <T> void make(
      SimMachine machine,
      String what,
      long answerNanosMax,
      Sending<T> sending,
      Consumer<@Nullable T> ended) {
    Call<T> call = new Call<>(machine, what, answerNanosMax, ended);
    machine.node.run("client", () -> sending.send(call::answer));
    call.lookLater();
  }

  private void answer(T answer) {
    if (answered) {
      throw new Violation("a request was answered twice: " + what);
    }
    answered = true;
    if (!over) {
      end(answer);
    }
  }

  private void lookLater() {
    machine.simulation.after(LOOK_NANOS, this::look);
  }

  private void look() {
    if (over) {
      return;
    }
    if (boot != machine.boot()) {
      end(null);
      return;
    }
    if (machine.simulation.nowNanos() >= deadlineNanos) {
      throw new Violation("no answer from " + machine.name() + " to " + what);
    }
    lookLater();
  }

  private void end(@Nullable T answer) {
    over = true;
    ended.accept(answer);
  }
}
