package dev.stator.lab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.BiFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Directed schedules of whole clusters: no promise is broken with the product as it is; with one
 * rule left out a promise is broken, and that is seen.
 */
class PlantedClusterBugsTest {
  private static final int SEEDS = Integer.getInteger("stator.sim.schedule.seeds", 2);
  private static final int SEEDS_FOR_BUGS = 12;

  private static final BiFunction<String, Long, String> PLAYER = new PlantedClasses().player();

  @ParameterizedTest
  @EnumSource
  void noPromiseIsBroken(ClusterSchedule schedule) {
    for (long seed = 1; seed <= SEEDS; seed++) {
      assertThat(PLAYER.apply(schedule.name(), seed)).as("%s, seed %d", schedule, seed).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRuleLeftOutIsFound(ClusterBug bug) {
    String found = null;
    for (long seed = 1; seed <= SEEDS_FOR_BUGS && found == null; seed++) {
      found = PLAYER.apply(bug.name(), seed);
      System.out.println(bug + ", seed " + seed + ": " + found);
    }
    assertThat(found)
        .as("%s under %s", bug, bug.schedule)
        .containsPattern(
            "counter-|replicas of partition .* differ|there was not a leader"
                + "|the log has lost entries");
  }
}
