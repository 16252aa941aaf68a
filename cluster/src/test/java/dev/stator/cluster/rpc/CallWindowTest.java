package dev.stator.cluster.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.base.SeededRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class CallWindowTest {
  @Test
  void takesEachOnce() {
    CallWindow window = new CallWindow();
    assertThat(window.first(2)).isTrue();
    assertThat(window.first(1)).isTrue();
    assertThat(window.first(2)).isFalse();
    assertThat(window.first(1)).isFalse();
    assertThat(window.first(0)).isFalse();
    assertThat(window.first(-5)).isFalse();
  }

  @Test
  void takesNothingThatIsOlderThanItself() {
    CallWindow window = new CallWindow();
    assertThat(window.first(CallWindow.SIZE + 7)).isTrue();
    assertThat(window.first(7)).isFalse();
    assertThat(window.first(8)).isTrue();
    assertThat(window.first(Long.MAX_VALUE)).isTrue();
    assertThat(window.first(Long.MAX_VALUE)).isFalse();
    assertThat(window.first(Long.MAX_VALUE - 1)).isTrue();
    assertThat(window.first(9)).isFalse();
  }

  @Test
  void agreesWithASetOfAllThatCame() {
    SeededRandom random = new SeededRandom(11);
    CallWindow window = new CallWindow();
    TreeSet<Long> came = new TreeSet<>();
    long highest = 1;
    for (int round = 0; round < 300_000; round++) {
      long call =
          switch (random.nextInt(4)) {
            case 0 -> highest + 1;
            case 1 -> highest + random.nextLong(3 * CallWindow.SIZE);
            default -> Math.max(1, highest - random.nextLong(2 * CallWindow.SIZE));
          };
      boolean tooOld = call <= highest - CallWindow.SIZE;
      boolean first = window.first(call);
      assertThat(first).isEqualTo(came.add(call) && !tooOld);
      highest = Math.max(highest, call);
    }
  }
}
