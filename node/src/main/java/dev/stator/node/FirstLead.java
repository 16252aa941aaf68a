package dev.stator.node;

import dev.stator.storage.engine.Engine;
import java.util.function.Consumer;

/** Answers once: when the replica leads, or when it is certain that it never will. */
final class FirstLead implements RowObserver {
  private final Consumer<Boolean> reply;
  private boolean answered;

  FirstLead(Consumer<Boolean> reply) {
    this.reply = reply;
  }

  @Override
  public void applied(long index, LogCommand command) {}

  @Override
  public void leading() {
    answer(true);
  }

  @Override
  public void rebuilt(Engine engine, long applied) {}

  @Override
  public void retired() {
    answer(false);
  }

  private void answer(boolean ready) {
    if (!answered) {
      answered = true;
      reply.accept(ready);
    }
  }
}
