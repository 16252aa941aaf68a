package dev.stator.cluster.formation;

import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Questions to addresses of nodes whose names are not known yet. */
public interface Introductions {
  /**
   * Asks whoever is at the address, which may be this node.
   *
   * @param address {@code host:port}
   * @param answer called once, in bounded time, on any thread
   */
  void ask(String address, byte[] question, Consumer<Answer> answer);

  /**
   * Sets who answers. Once, before the first question may come.
   *
   * @param answers must not block
   */
  void answer(UnaryOperator<byte[]> answers);

  /** What came of a question. */
  sealed interface Answer {
    /** The node's own words. */
    record Said(byte[] answer) implements Answer {}

    /** Nobody answered. */
    record Silence() implements Answer {}

    /** Another process with this node's name is there. */
    record Namesake() implements Answer {}
  }
}
