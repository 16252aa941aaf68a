package dev.stator.base.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.base.SeededRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventQueueTest {
  private static final Comparator<EventQueue.Event> ORDER =
      Comparator.comparingLong(EventQueue.Event::atNanos)
          .thenComparingLong(EventQueue.Event::tie)
          .thenComparingLong(EventQueue.Event::sequence);

  @Test
  void eventsComeInOrderOfInstantThenTieThenSequence() {
    SeededRandom random = new SeededRandom(7);
    EventQueue queue = new EventQueue();
    List<EventQueue.Event> waiting = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      if (waiting.isEmpty() || random.chance(i < 10_000 ? 0.6 : 0.45)) {
        // Few instants and fewer ties, so that all three keys decide now and then.
        EventQueue.Event event =
            new EventQueue.Event(random.nextInt(50), random.nextInt(3), i, null, "x", () -> {});
        queue.add(event);
        waiting.add(event);
      } else {
        EventQueue.Event first = waiting.stream().min(ORDER).orElseThrow();
        assertThat(queue.nextNanos()).isEqualTo(first.atNanos());
        assertThat(queue.poll()).isSameAs(first);
        waiting.remove(first);
      }
      assertThat(queue.isEmpty()).isEqualTo(waiting.isEmpty());
    }
  }
}
